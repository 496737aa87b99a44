// The parts of ECharts that the pages use; see build.sh.
import { init, use, format } from 'echarts/core';
import { LineChart, BarChart, ScatterChart, HeatmapChart, SankeyChart, TreemapChart, CustomChart } from 'echarts/charts';
import { GridComponent, TooltipComponent, MarkLineComponent, MarkAreaComponent } from 'echarts/components';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, BarChart, ScatterChart, HeatmapChart, SankeyChart, TreemapChart, CustomChart,
  GridComponent, TooltipComponent, MarkLineComponent, MarkAreaComponent, LabelLayout, SVGRenderer]);

export { init, format };

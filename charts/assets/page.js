// Draws the charts of a page and switches its language. It trusts nothing it is given: options are inert JSON, texts are
// looked up in a list and only ever become text, functions come from the fixed lists below.
(function () {
  'use strict';
  var root = document.documentElement;
  var langs = root.dataset.langs.split(' ');
  var currency = document.body.dataset.currency;
  var dark = matchMedia('(prefers-color-scheme: dark)');
  var printing = false;

  function lang() { return root.lang.slice(0, 2); }
  function encode(s) { return echarts.format.encodeHTML(String(s)); }

  // ---- Colours

  var light = {
    panel: '#ffffff', ink: '#17212b', soft: '#4f5b68', line: '#e2e6eb', axis: '#b9c2cc', accent: '#1a5fa8', muted: '#9aa6b2',
    good: '#12866a', bad: '#c8500f', blue: '#0072b2', sky: '#56b4e9', green: '#009e73', yellow: '#c99a00', orange: '#e08a00',
    red: '#c8480a', purple: '#b3609a', grey: '#8a94a0', low: '#eef4fb', high: '#0b4f95',
    seg1: '#08519c', seg2: '#2f7fc1', seg3: '#56b4e9', seg4: '#00896a', seg5: '#74c2a4', seg6: '#e2c044', seg7: '#e69f00',
    seg8: '#d55e00', seg9: '#93301a', seg10: '#a993c0', seg11: '#8a94a0'
  };
  var night = Object.assign({}, light, {
    panel: '#182029', ink: '#e6ebf1', soft: '#a3afbc', line: '#2b3642', axis: '#4a5866', accent: '#7db4ee', muted: '#6b7886',
    good: '#4cc2a0', bad: '#f08a5d', blue: '#4aa3df', sky: '#8fd0f5', green: '#37c597', yellow: '#e0b93c', orange: '#f2ab3d',
    red: '#f07b4a', purple: '#d894c3', grey: '#93a0ad', low: '#1f2e3f', high: '#8cc2f7',
    seg1: '#3d8ee0', seg2: '#5fa8e6', seg3: '#8fd0f5', seg4: '#1fae86', seg5: '#7fcfb0', seg9: '#c0563a', seg10: '#b3a0c9'
  });
  function shades() { return dark.matches && !printing ? night : light; }

  function rgb(hex) { return [1, 3, 5].map(function (i) { return parseInt(hex.slice(i, i + 2), 16); }); }
  function mix(a, b, t) {
    a = rgb(a); b = rgb(b);
    return '#' + a.map(function (x, i) { return ('0' + Math.round(x + (b[i] - x) * t).toString(16)).slice(-2); }).join('');
  }
  function luminance(hex) {
    var c = rgb(hex).map(function (v) { v /= 255; return v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4); });
    return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
  }
  // The ink that can be read on a colour.
  function on(hex) { return luminance(hex) > 0.22 ? '#101820' : '#ffffff'; }

  // ---- Figures, written as on the rest of the page (words.go)

  function thousands(x, decimals) {
    var parts = Math.abs(x).toFixed(decimals).split('.');
    parts[0] = parts[0].replace(/\B(?=(\d{3})+$)/g, ',');
    var s = parts.join('.');
    return x < 0 && /[1-9]/.test(s) ? '−' + s : s;
  }
  function trim(s) { return s.indexOf('.') < 0 ? s : s.replace(/\.?0+$/, ''); }
  function significant(x, n) {
    x = Number(x.toPrecision(n));
    var decimals = x === 0 ? 0 : Math.max(0, n - 1 - Math.floor(Math.log10(Math.abs(x))));
    return trim(thousands(x, Math.min(decimals, 9)));
  }
  var scales = { en: [[1e12, 'T'], [1e9, 'B'], [1e6, 'M']], zh: [[1e12, '万亿'], [1e8, '亿'], [1e4, '万']] };
  function short(x) {
    x = Number(x.toPrecision(3));
    var scale = scales[lang()];
    for (var i = 0; i < scale.length; i++) {
      if (Math.abs(x) >= scale[i][0]) return significant(x / scale[i][0], 3) + scale[i][1];
    }
    return significant(x, 3);
  }
  function date(day) { return new Date(Math.round(day) * 864e5).toISOString().slice(0, 10); }
  function signed(x) { return x > 0 ? '+' + thousands(x, 1) : thousands(x, 1); }

  // write[kind](value, brief): brief on axes and labels, in full in tooltips.
  var write = {
    text: String,
    count: function (x, brief) { return brief && !(Number.isInteger(x) && Math.abs(x) < 1e4) ? short(x) : trim(thousands(x, 2)); },
    number: function (x, brief) { return brief ? short(x) : trim(thousands(x, Math.abs(x) < 10 ? 3 : 2)); },
    percent: function (x, brief) { return x !== 0 && Math.abs(x) < 0.0001 ? '<0.01%' : brief ? significant(x * 100, 3) + '%' : trim(thousands(x * 100, 1)) + '%'; },
    points: function (x) { return signed(x * 100); },
    money: function (x, brief) {
      return brief ? short(x) : (currency ? currency + '\u00a0' : '') + thousands(x, Math.abs(x) < 1000 ? 2 : 0);
    },
    date: date,
    days: function (x, brief) { return brief ? short(x) : trim(thousands(x, 1)) + (lang() === 'zh' ? ' 天' : x === 1 ? ' day' : ' days'); }
  };
  // On a narrow axis thousands are "20k"; Chinese has its own short form.
  function tight(w, x) {
    var thousands = lang() === 'en' && (w === write.money || w === write.count) && Math.abs(x) >= 1e3 && Math.abs(x) < 1e6;
    return thousands ? significant(x / 1e3, 3) + 'k' : w(x, true);
  }
  function writer(kind) { return Object.prototype.hasOwnProperty.call(write, kind) ? write[kind] : write.number; }

  // ---- Shapes of the series that ECharts has no type for

  function polygon(points, api) {
    return { type: 'polygon', shape: { points: points }, style: { fill: api.visual('color'), opacity: 0.18 }, silent: true };
  }
  function band(step) {
    return function (params, api) {
      if (params.dataIndexInside > 0) return null;
      var top = [], bottom = [];
      for (var i = 0; i < params.dataInsideLength; i++) {
        var low = api.coord([api.value(0, i), api.value(1, i)]), high = api.coord([api.value(0, i), api.value(2, i)]);
        if (step && i > 0) { top.push([high[0], top[top.length - 1][1]]); bottom.push([low[0], bottom[bottom.length - 1][1]]); }
        top.push(high); bottom.push(low);
      }
      return polygon(top.concat(bottom.reverse()), api);
    };
  }
  function whisker(flat, at, of) {
    return function (params, api) {
      var p = api.value(0), layout = api.barLayout({ count: of, barGap: '15%', barCategoryGap: '30%' })[at];
      var a = api.coord(flat ? [api.value(1), p] : [p, api.value(1)]), b = api.coord(flat ? [api.value(2), p] : [p, api.value(2)]);
      var d = layout.offsetCenter, cap = Math.min(5, layout.width / 3), ink = shades().ink;
      function line(x1, y1, x2, y2) {
        return { type: 'line', shape: flat ? { x1: y1, y1: x1, x2: y2, y2: x2 } : { x1: x1, y1: y1, x2: x2, y2: y2 }, style: { stroke: ink, lineWidth: 1.3, opacity: 0.75 } };
      }
      var c = (flat ? a[1] : a[0]) + d, lo = flat ? a[0] : a[1], hi = flat ? b[0] : b[1];
      return { type: 'group', silent: true, children: [line(c, lo, c, hi), line(c - cap, lo, c + cap, lo), line(c - cap, hi, c + cap, hi)] };
    };
  }
  function waterfall(steps, unit, size) {
    return function (params, api) {
      var step = steps[params.dataIndex], i = step[0];
      var low = api.coord([i, step[1]]), high = api.coord([i, step[2]]), end = api.coord([i, step[3]]);
      var band = api.size([1, 0])[0], w = Math.min(band * 0.62, 90), x = low[0] - w / 2;
      var children = [
        { type: 'rect', shape: { x: x, y: high[1], width: w, height: Math.max(1.5, low[1] - high[1]) }, style: { fill: step[5] } },
        { type: 'text', silent: true, style: { text: (i > 0 && step[4] > 0 && step[5] !== shades().muted ? '+' : '') + writer(unit)(step[4], true), x: low[0], y: high[1] - 4, textAlign: 'center', textVerticalAlign: 'bottom', fill: shades().ink, fontSize: size, fontFamily: font() } }
      ];
      if (i < steps.length - 1) {
        children.push({ type: 'line', silent: true, shape: { x1: x, y1: end[1], x2: x + band + w, y2: end[1] }, style: { stroke: shades().axis, lineWidth: 1 } });
      }
      return { type: 'group', children: children };
    };
  }

  // ---- Options

  function font() { return getComputedStyle(document.body).fontFamily; }

  // Looks up the texts ("~3") and colours ("@accent") of an option.
  function resolve(node, words) {
    if (typeof node === 'string') {
      if (node[0] === '~') {
        var w = words[Number(node.slice(1))];
        return Array.isArray(w) ? w[langs.indexOf(lang())] : w;
      }
      return node[0] === '@' ? shades()[node.slice(1)] || shades().grey : node;
    }
    if (Array.isArray(node)) return node.map(function (x) { return resolve(x, words); });
    if (node && typeof node === 'object') {
      var out = {};
      Object.keys(node).forEach(function (k) { out[k] = resolve(node[k], words); });
      return out;
    }
    return node;
  }

  function Figure(el) {
    this.el = el;
    this.spec = JSON.parse(document.getElementById(el.id.replace(/-c$/, '-j')).textContent);
    this.before = document.createElement('div');
    this.plot = document.createElement('div');
    this.plot.className = 'plot';
    el.append(this.before, this.plot);
    this.chart = null;
  }

  Figure.prototype.draw = function (width) {
    this.width = width || this.el.clientWidth;
    if (!this.width) return;
    var f = { kind: this.spec.kind, unit: resolve(this.spec.unit, this.spec.words), width: this.width, narrow: this.width < 560, key: [], ends: null };
    f.height = this.spec.height;
    f.option = resolve(this.spec.option, this.spec.words);
    dress(f);
    this.head(f);
    this.plot.style.height = f.height + 'px';
    this.el.style.minHeight = '';
    if (this.chart) this.chart.dispose();
    this.chart = echarts.init(this.plot, null, { renderer: 'svg', width: this.width, height: f.height });
    this.chart.setOption(f.option);
    if (f.after) {
      f.after(this.chart);
      this.head(f);
    }
    var svg = this.plot.querySelector('svg');
    svg.setAttribute('viewBox', '0 0 ' + this.width + ' ' + f.height);
    svg.setAttribute('aria-hidden', 'true');
    this.el.dataset.drawn = 'yes';
  };

  // The key and the headings above a plot are text of the page, so that they wrap and never overlap.
  Figure.prototype.head = function (f) {
    var box = this.before;
    box.textContent = '';
    if (f.key.length) {
      var key = add(box, 'div', 'key');
      f.key.forEach(function (k) {
        var item = add(key, 'span', 'item');
        if (k.before) add(item, 'span', '', k.before);
        var i = add(item, 'i', k.how || '');
        if (k.how === 'dash') i.style.borderColor = k.color; else i.style.background = k.color;
        add(item, 'span', '', k.name);
      });
    }
    if (f.ends) {
      var ends = add(box, 'div', 'ends');
      f.ends.forEach(function (t) { add(ends, 'span', '', t); });
    }
  };
  function add(parent, tag, className, text) {
    var el = document.createElement(tag);
    if (className) el.className = className;
    if (text !== undefined) el.textContent = text;
    parent.append(el);
    return el;
  }

  // Gives an option its looks, for the theme, the width and the kind of chart.
  function dress(f) {
    var o = f.option, c = shades();
    o.animation = false;
    o.textStyle = { fontFamily: font(), color: c.ink };
    o.tooltip = {
      confine: true, backgroundColor: c.panel, borderColor: c.line, textStyle: { color: c.ink, fontSize: 13, fontFamily: font() },
      extraCssText: 'max-width:min(320px,90vw);white-space:normal;overflow-wrap:anywhere;font-variant-numeric:tabular-nums;'
    };
    dressers[f.kind](f, o, c);
    o.series.forEach(function (s) { s.animation = false; });
  }

  var dressers = {
    line: function (f, o, c) {
      cartesian(f, o, c);
      dressX(f, o, c);
      dressY(f, o.yAxis[0], c);
      if (!o.xAxis[0].axisLabel.customValues) { o.xAxis[0].axisLabel.alignMinLabel = 'left'; o.xAxis[0].axisLabel.alignMaxLabel = 'right'; }
      if (o.xAxis[0].type === 'category') o.xAxis[0].boundaryGap = false;
      else { o.xAxis[0].min = 'dataMin'; if (o.xAxis[0].axisLabel.customValues || f.unit.x === 'percent') o.xAxis[0].max = 'dataMax'; }
      var lines = o.series.filter(function (s) { return s.type === 'line'; });
      o.series.forEach(function (s) { dressSeries(f, s, c, lines); });
      var named = lines.filter(function (s) { return s.name; });
      var ends = named.map(function (s) { var d = s.data[s.data.length - 1]; return d && (d.value || d)[0]; });
      var direct = !f.narrow && named.length > 1 && named.length <= 6 && ends.every(function (x) { return x === ends[0]; }) && apart(named);
      if (direct) {
        var wide = Math.min(180, Math.max.apply(null, named.map(function (s) { return measure(s.name, 12); })) + 14);
        o.grid.right = wide + 6;
        named.forEach(function (s) {
          s.endLabel = { show: true, formatter: labels.series, color: c.ink, fontSize: 12, distance: 8, width: wide - 8, overflow: 'break' };
          s.labelLayout = { moveOverlap: 'shiftY' };
        });
      } else if (named.length > 1 || (named.length === 1 && o.series.length > 1)) {
        f.key = named.map(function (s) { return { name: s.name, color: s.color, how: s.lineStyle && s.lineStyle.type === 'dashed' ? 'dash' : '' }; });
      }
      axisTooltip(f, o);
    },
    bar: function (f, o, c) {
      cartesian(f, o, c);
      dressX(f, o, c);
      dressY(f, o.yAxis[0], c);
      bars(f, o, c, false);
    },
    flat: function (f, o, c) {
      cartesian(f, o, c);
      o.grid.top = 4;
      dressY(f, o.xAxis[0], c);
      o.xAxis[0].name = f.unit.yName;
      o.xAxis[0].nameLocation = 'middle'; o.xAxis[0].nameGap = 28; o.xAxis[0].nameTextStyle = { color: c.soft, fontSize: 12 };
      o.xAxis[0].splitNumber = f.narrow ? 2 : 5;
      o.grid.bottom = f.unit.yName ? 24 : 2;
      var y = o.yAxis[0];
      y.axisTick = { show: false }; y.axisLine = { show: false };
      var widest = Math.ceil(Math.max.apply(null, y.data.map(function (t) { return measure(t, 13); })) * 1.08) + 2; // ECharts adds up letters, without kerning
      y.axisLabel = { color: c.ink, fontSize: 13, width: Math.min(widest, Math.round(f.width * (f.narrow ? 0.36 : 0.3))), overflow: 'break', interval: 0, lineHeight: 14 };
      var lines = Math.max.apply(null, y.data.map(function (t) { return lineCount(t, y.axisLabel.width, 13); }));
      f.height = Math.max(f.height, 50 + y.data.length * (lines * 14 + 8));
      bars(f, o, c, true);
    },
    waterfall: function (f, o, c) {
      cartesian(f, o, c);
      dressX(f, o, c);
      dressY(f, o.yAxis[0], c);
      o.xAxis[0].axisLabel.interval = 0;
      var s = o.series[0], steps = s.data;
      s.encode = { x: 0, y: [1, 2] };
      s.renderItem = waterfall(steps, f.unit.y, f.narrow ? 11 : 13);
      o.grid.top = 52; o.yAxis[0].nameGap = 30;
      o.tooltip.trigger = 'item';
      o.tooltip.formatter = function (p) {
        return strong(o.xAxis[0].data[p.dataIndex]) + row('', writer(f.unit.y)(steps[p.dataIndex][4]));
      };
    },
    heat: function (f, o, c) {
      var x = o.xAxis[0], y = o.yAxis[0], s = o.series[0], w = writer(f.unit.z);
      s.data = s.data.map(function (d) { return Array.isArray(d) ? { value: d } : d; });
      var left = Math.min(f.width * 0.32, Math.max.apply(null, y.data.map(function (t) { return measure(t, 12); })) + 14) + (f.unit.yName ? 20 : 0);
      var cell = (f.width - left - 10) / x.data.length, size = cell < 40 ? 10 : cell < 64 ? 11 : 12;
      [x, y].forEach(function (a) {
        a.axisTick = { show: false }; a.axisLine = { show: false }; a.splitLine = { show: false };
        a.axisLabel = { color: c.soft, fontSize: 12, lineHeight: 13 };
        a.nameTextStyle = { color: c.soft, fontSize: 12 }; a.nameLocation = 'middle';
      });
      // Column names stand in lines where their words fit, else upright; numbers and dates may leave some out.
      var names = 14;
      if (x.data.every(function (t) { return /^[\d\s–-]+$/.test(t); })) {
        x.axisLabel.hideOverlap = true;
      } else if (x.data.every(function (t) { return fits(t, cell - 4, 45, 12); })) {
        Object.assign(x.axisLabel, { interval: 0, width: cell - 2, overflow: 'break' });
        names = 13 * Math.max.apply(null, x.data.map(function (t) { return lineCount(t, cell - 4, 12); }));
      } else {
        names = Math.min(130, Math.max.apply(null, x.data.map(function (t) { return measure(t, 12); })) + 4);
        Object.assign(x.axisLabel, { interval: 0, rotate: 90, width: names, overflow: 'break' });
        f.height += names - 14;
      }
      x.position = 'top'; x.name = f.unit.xName; x.nameGap = names + 14;
      var top = names + (f.unit.xName ? 36 : 14), high = (f.height - top - 6) / y.data.length;
      o.grid = { left: left, right: 10, top: top, bottom: 6, outerBoundsMode: 'none' };
      y.name = f.unit.yName; y.nameRotate = 90; y.nameGap = left - 14;
      y.axisLabel.width = left - 12 - (f.unit.yName ? 20 : 0); y.axisLabel.overflow = 'break';
      if (high < 14) { y.axisLabel.hideOverlap = true; } else { y.axisLabel.interval = 0; }
      var own = s.data.some(function (d) { return d.itemStyle; });
      var range = own ? null : shadesOf(s.data, c);
      s.data.forEach(function (d) {
        var fill = own ? (d.itemStyle ? d.itemStyle.color : c.line) : range.shade(d.value);
        if (d.open) fill = mix(fill, c.panel, 0.55);
        d.itemStyle = { color: fill, borderColor: c.panel, borderWidth: cell < 16 ? 0.5 : 1.5 };
        d.label = { color: on(fill), fontStyle: d.open ? 'italic' : 'normal' };
      });
      var room = cell - 4, texts = s.data.map(function (d) { return d.text || w(d.value[2], true); });
      var whole = texts.every(function (t) { return fits(t, room, high - 2, size); });
      s.label = {
        show: s.label.show && cell >= 28 && high >= size + 2, fontSize: size, width: room, overflow: 'break', lineHeight: size + 2,
        formatter: function (p) {
          var t = texts[p.dataIndex];
          t = whole ? t : t.split('\n').pop();
          return fits(t, room, high - 2, size) ? t : '';
        }
      };
      s.emphasis = { itemStyle: { borderColor: c.ink, borderWidth: 1.5 } };
      if (own && !whole) f.key = named(s.data);
      if (range && range.most > range.least) {
        f.key = [{ before: w(range.least, true), name: w(range.most, true) + (f.unit.zName ? ' ' + f.unit.zName : ''), color: 'linear-gradient(90deg,' + c.low + ',' + c.high + ')', how: 'ramp' }];
      }
      o.tooltip.formatter = function (p) {
        var t = strong([y.data[p.value[1]], x.data[p.value[0]]].join(' · '));
        if (p.data.text) t += line(p.data.text.replace(/\n/g, ' · '));
        return t + row(f.unit.zName, w(p.value[2])) + (p.data.open ? line(say('period not finished', '该期尚未结束')) : '');
      };
    },
    treemap: function (f, o, c) {
      var s = o.series[0], w = writer(f.unit.z), total = s.data.reduce(function (a, d) { return a + d.value; }, 0);
      Object.assign(s, { roam: false, nodeClick: false, breadcrumb: { show: false }, left: 0, right: 0, top: 0, bottom: 0 });
      s.itemStyle = { borderColor: c.panel, borderWidth: 0, gapWidth: 2 };
      s.data.forEach(function (d) {
        d.lines = d.name + '\n' + (d.text || w(d.value, true));
        d.label = { color: on(d.itemStyle.color), fontSize: d.value / total > 0.05 ? 14 : 12 };
      });
      s.label = { position: 'insideTopLeft', padding: [5, 6], lineHeight: 17, overflow: 'break', formatter: function (p) { return p.data.lines; } };
      s.upperLabel = { show: false };
      // How large a tile is, ECharts knows first (its item 0 is the whole); what does not fit its tile goes into the key.
      var tiles = [];
      s.labelLayout = function (p) { tiles[p.dataIndex] = p.rect; return {}; };
      f.after = function (chart) {
        s.data.forEach(function (d, i) {
          var tile = tiles[i + 1], size = d.label.fontSize;
          d.label.show = [d.lines, d.name].some(function (t) {
            d.lines = t;
            return tile && fits(t, tile.width - 12, tile.height - 10, size + 3);
          });
        });
        delete s.labelLayout;
        chart.setOption(o, true);
        f.key = s.data.filter(function (d) { return !d.label.show; }).map(function (d) { return { name: d.name + ' ' + (d.text || w(d.value, true)), color: d.itemStyle.color }; });
      };
      o.tooltip.formatter = function (p) {
        if (!p.data || !p.data.lines) return '';
        return strong(p.data.name) + row('', w(p.data.value)) + (p.data.text ? line(p.data.text) : '');
      };
    },
    sankey: function (f, o, c) {
      var s = o.series[0], w = writer(f.unit.z), into = {}, out = {}, byName = {};
      s.links.forEach(function (l) { into[l.target] = (into[l.target] || 0) + l.value; out[l.source] = (out[l.source] || 0) + l.value; });
      var size = f.narrow ? 11 : 12, side = f.narrow ? f.width * 0.27 : Math.min(180, f.width * 0.2);
      s.data.forEach(function (n) {
        byName[n.name] = n;
        n.sum = Math.max(into[n.name] || 0, out[n.name] || 0);
        n.label = { position: into[n.name] ? 'right' : 'left', align: into[n.name] ? 'left' : 'right' };
      });
      // However thin a node is, the gap above it holds its label.
      var title = function (n) {
        var one = n.text + ' ' + w(n.sum, true);
        return measure(one, size) <= side - 14 ? one : n.text + '\n' + w(n.sum, true);
      };
      var lines = Math.max.apply(null, s.data.map(function (n) { return lineCount(title(n), side - 10, size); }));
      var left = s.data.filter(function (n) { return !into[n.name]; }).length, gap = lines * (size + 2);
      f.height = Math.max(f.height, Math.max(left, s.data.length - left) * gap + 260);
      Object.assign(s, { left: side, right: side, top: 10, bottom: 10, nodeWidth: 14, nodeGap: gap, draggable: false, layoutIterations: 32 });
      s.emphasis = { focus: 'adjacency' };
      s.lineStyle = { color: 'gradient', opacity: 0.35, curveness: 0.5 };
      s.label = { color: c.ink, fontSize: size, width: side - 8, overflow: 'break', lineHeight: size + 2, formatter: function (p) { return title(p.data); } };
      if (f.unit.xName || f.unit.yName) f.ends = [f.unit.xName || '', f.unit.yName || ''];
      o.tooltip.formatter = function (p) {
        if (p.dataType === 'edge') return strong(byName[p.data.source].text + ' → ' + byName[p.data.target].text) + row('', w(p.data.value));
        return strong(p.data.text) + row('', w(p.data.sum));
      };
    },
    scatter: function (f, o, c) {
      cartesian(f, o, c);
      dressX(f, o, c);
      dressY(f, o.yAxis[0], c);
      var lines = o.series.filter(function (s) { return s.type !== 'scatter'; });
      o.series.forEach(function (s) {
        if (s.type !== 'scatter') { dressSeries(f, s, c, lines); s.silent = true; return; }
        s.symbolSize = 11;
        s.itemStyle = { color: s.color, opacity: 0.9, borderColor: c.panel, borderWidth: 1 };
        var labelled = s.data.filter(function (d) { return d.name; }).length;
        s.data.forEach(function (d) { d.label = { position: 'right' }; });
        s.label = { show: labelled > 0 && labelled <= 40, position: 'right', distance: 6, color: c.ink, fontSize: 12, formatter: labels.item };
        s.labelLayout = { hideOverlap: true, moveOverlap: 'shiftY' };
        marks(s, c);
      });
      pad(o);
      inward(f, o);
      if (f.unit.corners) corners(f, o, c);
      var named = o.series.filter(function (s) { return s.name; });
      if (named.length > 1) f.key = named.map(function (s) { return { name: s.name, color: s.color, how: s.lineStyle && s.lineStyle.type === 'dashed' ? 'dash' : '' }; });
      var wx = writer(f.unit.x), wy = writer(f.unit.y);
      o.tooltip.formatter = function (p) {
        if (p.seriesType !== 'scatter') return '';
        return strong(p.data.name || p.seriesName || '') + row(f.unit.xName, wx(p.value[0])) + row(f.unit.yName, wy(p.value[1]));
      };
    }
  };

  // Whether lines end far enough from each other to be labelled there.
  function apart(lines) {
    var all = [].concat.apply([], lines.map(function (s) { return s.data.map(function (d) { return (d.value || d)[1]; }); }));
    var last = lines.map(function (s) { var d = s.data[s.data.length - 1]; return (d.value || d)[1]; }).sort(function (a, b) { return a - b; });
    var span = Math.max.apply(null, all.concat(0)) - Math.min.apply(null, all.concat(0));
    return last.every(function (v, i) { return i === 0 || v - last[i - 1] > span * 0.07; });
  }
  // The shade of a value. A column that is the same everywhere, such as the first of a cohort, says nothing and has none.
  function shadesOf(data, c) {
    var columns = {};
    data.forEach(function (d) { (columns[d.value[0]] = columns[d.value[0]] || []).push(d.value[2]); });
    function flat(x) { var v = columns[x]; return v.length > 2 && v.every(function (y) { return y === v[0]; }); }
    var values = data.filter(function (d) { return !flat(d.value[0]); }).map(function (d) { return d.value[2]; });
    var least = Math.min.apply(null, values), most = Math.max.apply(null, values);
    return {
      least: least, most: most,
      shade: function (v) { return flat(v[0]) || !(most > least) ? c.line : mix(c.low, c.high, (v[2] - least) / (most - least)); }
    };
  }
  // The key of cells in colours of their own: the first line of a cell's text is its name.
  function named(data) {
    var seen = {}, key = [];
    data.forEach(function (d) {
      var name = (d.text || '').split('\n')[0];
      if (!name || seen['$' + name]) return;
      seen['$' + name] = true;
      key.push({ name: name, color: d.itemStyle.color });
    });
    return key;
  }

  var labels = {
    series: function (p) { return p.seriesName; },
    item: function (p) { return p.data.name || ''; },
    mark: function (p) { return p.name; }
  };

  function cartesian(f, o, c) {
    // The bounds contain the labels of the axes, so a margin is only for names and for what stands out of the plot.
    o.grid = { left: 2, right: f.narrow ? 14 : 20, top: f.unit.yName || hasX(o) ? 34 : 16, bottom: f.unit.xName ? 24 : 2, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' };
    if (f.unit.yName && hasX(o)) { o.grid.top = 52; o.yAxis[0].nameGap = 30; }
    o.tooltip.axisPointer = { type: 'line', lineStyle: { color: c.axis }, label: { show: false } };
  }
  function hasX(o) {
    return o.series.some(function (s) { return s.markLine && s.markLine.data.some(function (m) { return m.xAxis !== undefined && m.name; }); });
  }
  function dressX(f, o, c) {
    var a = o.xAxis[0], w = writer(f.unit.x);
    a.axisLine = { lineStyle: { color: c.axis } };
    a.axisTick = { show: false };
    a.splitLine = { show: false };
    a.axisLabel = { color: c.soft, fontSize: 12, hideOverlap: true, lineHeight: 14 };
    if (a.type === 'category') {
      if (f.kind !== 'line') nameAll(f, o, a);
    } else {
      a.axisLabel.formatter = function (x) { return w(x, true); };
      a.splitNumber = f.narrow ? 4 : 8;
      var xs = [].concat.apply([], o.series.map(function (s) { return s.data.map(function (d) { return (d.value || d)[0]; }); }));
      if (xs.every(Number.isInteger)) a.minInterval = 1;
      if (f.unit.x === 'date' && xs.length) months(f, o, a, Math.min.apply(null, xs), Math.max.apply(null, xs));
    }
    a.name = f.unit.xName; a.nameLocation = 'middle'; a.nameGap = 28; a.nameTextStyle = { color: c.soft, fontSize: 12 };
  }
  // An axis of days is labelled at the beginnings of months, as many as fit.
  function months(f, o, a, first, last) {
    var d = new Date(first * 864e5), at = [], most = Math.max(2, Math.floor(f.width / 80));
    var y = d.getUTCFullYear(), m = d.getUTCMonth() + (d.getUTCDate() > 1 ? 1 : 0);
    for (var day; (day = Date.UTC(y, m, 1) / 864e5) <= last; m++) at.push(day);
    if (at.length < 2) return;
    var step = [1, 2, 3, 4, 6, 12, 24, 60].find(function (n) { return at.length / n <= most; }) || 120;
    at = at.filter(function (x, i) { return i % step === 0; });
    a.axisLabel.customValues = at;
    a.axisTick = { show: true, customValues: at, length: 4, lineStyle: { color: axisColor() } };
    a.axisLabel.formatter = function (x) { return date(x).slice(0, 7); };
    o.grid.right = Math.max(o.grid.right, 30);
  }
  function axisColor() { return shades().axis; }
  // Every bar keeps its name: in lines where the words fit, else slanted; dates may leave some out.
  function nameAll(f, o, a) {
    var room = f.width * 0.9 / a.data.length - 6, words = a.data.join(' ').split(/\s+/);
    if (a.data.every(function (t) { return /^\d{4}/.test(t); })) {
      var last = a.data.length - 1, end = measure(a.data[last], 12), right = end > room + 2 * o.grid.right;
      var widest = Math.max.apply(null, a.data.slice(0, last).map(function (t) { return measure(t, 12); }).concat(0));
      var needs = Math.max(widest + 10, end > widest * 1.1 ? 0 : (right ? end : end / 2) + widest / 2 + 9);
      var step = Math.max(1, Math.ceil(needs / (room + 6)));
      a.axisLabel.interval = function (i) {
        return i === last || ((last - i) % step === 0 && (last - i) * (room + 6) > (right ? end : end / 2) + widest / 2 + 8);
      };
      a.axisLabel.hideOverlap = false; a.axisLabel.showMaxLabel = true;
      if (right) a.axisLabel.alignMaxLabel = 'right';
      return;
    }
    a.axisLabel.interval = 0;
    a.axisLabel.hideOverlap = false;
    if (room >= Math.max.apply(null, words.map(function (t) { return measure(/[\u3000-\u9fff]/.test(t) ? t.slice(0, 2) : t, 12); }))) {
      a.axisLabel.width = room;
      a.axisLabel.overflow = 'break';
    } else {
      a.axisLabel.rotate = 50;
      a.axisLabel.interval = Math.max(0, Math.ceil(15 / (room + 6)) - 1);
      a.axisLabel.width = 110;
      a.axisLabel.overflow = 'break';
    }
  }
  function dressY(f, a, c) {
    var w = writer(f.unit.y);
    a.axisLine = { show: false };
    a.axisTick = { show: false };
    a.splitLine = { lineStyle: { color: c.line } };
    a.axisLabel = { color: c.soft, fontSize: 12, hideOverlap: true, formatter: function (x) { return f.narrow ? tight(w, x) : w(x, true); } };
    a.name = f.unit.yName; a.nameTextStyle = { color: c.soft, fontSize: 12, align: 'left', padding: [0, 0, 0, -2] };
    a.nameMoveOverlap = false;
  }
  function dressSeries(f, s, c, lines) {
    if (s.type === 'custom') {
      s.renderItem = band(/:steps$/.test(s.id));
      s.encode = { x: 0, y: [1, 2] };
      s.silent = true; s.z = 1; s.clip = true; s.tooltip = { show: false };
      return;
    }
    s.lineStyle = Object.assign({ width: lines.length > 6 ? 1.6 : 2.2, color: s.color }, s.lineStyle);
    s.itemStyle = { color: s.color };
    s.symbol = s.symbol || 'circle'; s.symbolSize = s.symbolSize || 6; s.z = 3;
    if (s.showSymbol === undefined || (s.data.length > 24 && !s.data.some(function (d) { return d.open; }))) s.showSymbol = false;
    s.showAllSymbol = true;
    s.data.forEach(function (d) { if (d.open) Object.assign(d, { symbol: 'circle', symbolSize: 8, itemStyle: { color: c.panel, borderColor: s.color, borderWidth: 2 } }); });
    if (s.data.some(function (d) { return d.open; })) {
      s.data = s.data.map(function (d) { return d.open ? d : { value: d.value || d, symbol: 'none' }; });
    }
    marks(s, c);
  }
  function marks(s, c) {
    if (s.markLine) {
      Object.assign(s.markLine, { silent: true, symbol: ['none', 'none'], lineStyle: { color: c.soft, type: [4, 4], width: 1 } });
      s.markLine.label = { formatter: labels.mark, color: c.soft, fontSize: 12, position: 'insideEndTop', backgroundColor: c.panel, padding: [1, 3] };
      s.markLine.data.forEach(function (m) { if (m.xAxis !== undefined) m.label = { position: 'end', rotate: 0, distance: 4 }; });
    }
    if (s.markArea) {
      Object.assign(s.markArea, { silent: true, itemStyle: { color: c.yellow, opacity: 0.14 } });
      s.markArea.label = { formatter: labels.mark, color: c.soft, fontSize: 12, position: 'insideTop' };
    }
  }
  function bars(f, o, c, flat) {
    var real = o.series.filter(function (s) { return s.type === 'bar'; });
    var stacked = real.some(function (s) { return s.stack; });
    var n = real.length ? real[0].data.length : 0, w = writer(f.unit.y);
    var room = f.width * 0.85 / Math.max(1, n * (stacked ? 1 : real.length));
    o.series.forEach(function (s) {
      if (s.type === 'custom') {
        var at = real.findIndex(function (b) { return s.id.indexOf(b.id + ':') === 0; });
        s.renderItem = whisker(flat, stacked ? 0 : at, stacked ? 1 : real.length);
        s.encode = flat ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] };
        s.silent = true; s.z = 4; s.tooltip = { show: false };
        return;
      }
      s.itemStyle = { color: s.color, borderRadius: 1 };
      s.barMaxWidth = real.length > 1 ? 40 : 64; s.barGap = '15%'; s.barCategoryGap = '30%';
      var intervals = o.series.some(function (b) { return b.id === s.id + ':whisker'; });
      s.label = { show: !stacked && !intervals && (flat ? real.length <= 3 : room >= 34 && s.data.every(function (d) { return measure(w(d && d.value !== undefined ? d.value : d, true), 12) + 6 <= room; })), position: flat ? 'right' : 'top', color: c.ink, fontSize: 12, formatter: function (p) { return w(p.value, true); } };
      marks(s, c);
    });
    if (!flat && f.unit.yName && real.some(function (s) { return s.label.show; })) { o.grid.top = Math.max(o.grid.top, 46); o.yAxis[0].nameGap = 26; }
    if (flat) o.grid.right = real.some(function (s) { return s.label.show; }) ? 58 : 22;
    var named = real.filter(function (s) { return s.name; });
    if (named.length > 1) f.key = named.map(function (s) { return { name: s.name, color: s.color }; });
    axisTooltip(f, o);
    o.tooltip.axisPointer = { type: 'shadow', shadowStyle: { color: c.axis, opacity: 0.15 } };
  }
  // Leaves room around the points where axes need not begin at zero.
  function pad(o) {
    [o.xAxis[0], o.yAxis[0]].forEach(function (a, dim) {
      if (!a.scale) return;
      var values = [].concat.apply([], o.series.map(function (s) {
        return s.data.map(function (d) { return (d.value || d)[dim]; }).concat((s.markLine ? s.markLine.data : []).map(function (m) { return dim ? m.yAxis : m.xAxis; }));
      })).filter(function (v) { return typeof v === 'number'; });
      var low = Math.min.apply(null, values), high = Math.max.apply(null, values), span = high - low || Math.abs(high) || 1;
      a.min = low - span * 0.15;
      a.max = high + span * (dim ? 0.15 : 0.25);
      a.axisLabel.showMinLabel = false;
      a.axisLabel.showMaxLabel = false;
    });
  }
  // Names of points near the right edge stand to the left of them, where they have room.
  function inward(f, o) {
    var xs = [].concat.apply([], o.series.map(function (s) { return s.data.map(function (d) { return (d.value || d)[0]; }); }));
    var low = o.xAxis[0].scale ? o.xAxis[0].min : Math.min(0, Math.min.apply(null, xs)), high = o.xAxis[0].scale ? o.xAxis[0].max : Math.max.apply(null, xs);
    o.series.forEach(function (s) {
      if (s.type !== 'scatter') return;
      s.data.forEach(function (d) {
        var room = (high - d.value[0]) / (high - low) * f.width * 0.8;
        if (d.name && measure(d.name, 12) + 12 > room) d.label.position = 'left';
      });
    });
  }
  // The names of the quadrants stand in the corners of the plot.
  function corners(f, o, c) {
    var s = o.series[o.series.length - 1], lines = s.markLine ? s.markLine.data : [];
    var x = lines.find(function (m) { return m.xAxis !== undefined; }), y = lines.find(function (m) { return m.yAxis !== undefined; });
    if (!x || !y || !o.xAxis[0].scale) return;
    s.markArea = { silent: true, itemStyle: { color: 'transparent' }, data: f.unit.corners.map(function (name, i) {
      var place = 'inside' + (i < 2 ? 'Top' : 'Bottom') + (i % 2 ? 'Right' : 'Left');
      return [
        { name: name, xAxis: i % 2 ? x.xAxis : o.xAxis[0].min, yAxis: i < 2 ? o.yAxis[0].max : y.yAxis, label: { show: true, formatter: labels.mark, position: place, color: c.soft, fontSize: 12, fontStyle: 'italic', distance: 6 } },
        { xAxis: i % 2 ? o.xAxis[0].max : x.xAxis, yAxis: i < 2 ? y.yAxis : o.yAxis[0].min }
      ];
    }) };
  }

  // ---- Tooltips: every piece of text is encoded

  function strong(t) { return '<strong>' + encode(t) + '</strong>'; }
  function line(t) { return '<br>' + encode(t); }
  function row(name, value) { return line((name ? name + ': ' : '') + value); }
  function say(en, zh) { return lang() === 'zh' ? zh : en; }
  function axisTooltip(f, o) {
    var flat = f.kind === 'flat', wx = writer(f.unit.x), wy = writer(f.unit.y);
    o.tooltip.trigger = 'axis';
    o.tooltip.formatter = function (ps) {
      ps = [].concat(ps).filter(function (p) { return p.seriesType !== 'custom'; });
      if (!ps.length) return '';
      var first = ps[0], axis = flat ? o.yAxis[0] : o.xAxis[0];
      var at = axis.type === 'category' ? first.name : (f.unit.xName ? f.unit.xName + ': ' : '') + wx(first.value[0]);
      return strong(at) + ps.slice(0, 14).map(function (p) {
        var value = Array.isArray(p.value) ? p.value[1] : p.value, text = wy(value);
        var own = o.series.find(function (s) { return s.id.indexOf(p.seriesId + ':') === 0; });
        if (own) {
          var iv = own.data[p.dataIndex];
          text += ' (' + wy(iv[1]) + ' – ' + wy(iv[2]) + ')';
        }
        if (p.data && p.data.open) text += ' ' + say('(period not finished)', '（该期尚未结束）');
        return '<br>' + '<span style="display:inline-block;width:9px;height:9px;border-radius:2px;margin-right:6px;background:' + encode(p.color) + '"></span>' + encode((p.seriesName && !/^series\d/.test(p.seriesName) ? p.seriesName + ': ' : '') + text);
      }).join('');
    };
  }

  // ---- Measuring text

  var pen = document.createElement('canvas').getContext('2d');
  function measure(t, size) { pen.font = size + 'px ' + font(); return pen.measureText(t).width; }
  // In how many lines a text stands when it is broken at spaces, in Chinese anywhere, and where a word is too long.
  function lineCount(t, width, size) {
    return t.split('\n').reduce(function (lines, part) {
      var used = 0;
      lines++;
      part.split(/\s+|(?<=[\u3000-\u9fff])/).forEach(function (word) {
        var w = measure(word, size), gap = /[\u3000-\u9fff]/.test(word) ? 0 : size * 0.3;
        if (used && used + w > width) { lines++; used = 0; }
        lines += Math.max(0, Math.ceil((used + w) / width) - 1);
        used = (used + w) % width + gap;
      });
      return lines;
    }, 0);
  }
  // Whether a text fits a box without breaking a word.
  function fits(t, width, height, size) {
    var whole = t.split(/\s+|(?<=[\u3000-\u9fff])/).every(function (word) { return measure(word, size) <= width; });
    return whole && lineCount(t, width, size) * (size + 2) <= height;
  }

  // ---- The page

  var figures = [];
  function eachDrawn(f) { figures.forEach(function (x) { if (x.chart) f(x); }); }
  function redraw() { eachDrawn(function (x) { x.draw(); }); }

  function speak() {
    var l = lang();
    document.querySelectorAll('[data-' + l + '-label]').forEach(function (el) {
      el.setAttribute('aria-label', el.getAttribute('data-' + l + '-label'));
    });
    var title = document.querySelector('title');
    document.title = title.getAttribute('data-' + l);
  }

  // The folder of a report may be swapped for that of a newer run between two clicks. Links stay relative, so that they
  // work from any folder, but each carries its run, and a page that belongs to another one says so.
  function pin() {
    var run = document.body.dataset.run, from = /^#run=(.*)$/.exec(location.hash);
    if (!run) return;
    if (from) {
      var same = from[1] === encodeURIComponent(run);
      document.getElementById('other-run').hidden = same;
      try { history.replaceState(null, '', location.pathname + location.search); } catch (e) { /* the address keeps it, then */ }
    }
    document.querySelectorAll('a[href$=".html"]').forEach(function (a) {
      if (!a.closest('.notice')) a.href = a.getAttribute('href') + '#run=' + encodeURIComponent(run);
    });
  }

  function start() {
    speak();
    pin();
    var button = document.querySelector('.switch');
    if (button) {
      button.hidden = false;
      button.addEventListener('click', function () {
        var next = langs[(langs.indexOf(lang()) + 1) % langs.length];
        root.lang = next === 'zh' ? 'zh-Hans' : next;
        try { localStorage.setItem('regulars.lang', next); } catch (e) { /* not remembered, then */ }
        speak();
        redraw();
      });
    }
    var here = document.querySelector('nav [aria-current]');
    if (here && here.parentNode.offsetLeft > 0) here.closest('nav').scrollLeft = here.parentNode.offsetLeft - 40;
    if (!window.echarts) return;
    figures = Array.from(document.querySelectorAll('.chart')).map(function (el) { return new Figure(el); });
    var near = new IntersectionObserver(function (seen) {
      seen.forEach(function (e) {
        if (!e.isIntersecting) return;
        near.unobserve(e.target);
        var figure = figures.find(function (x) { return x.el === e.target; });
        if (!figure.chart) figure.draw();
      });
    }, { rootMargin: '600px' });
    figures.forEach(function (x) { near.observe(x.el); });
    var resized = 0;
    addEventListener('resize', function () {
      cancelAnimationFrame(resized);
      resized = requestAnimationFrame(function () {
        if (!printing) eachDrawn(function (x) { if (x.el.clientWidth !== x.width) x.draw(); });
      });
    });
    dark.addEventListener('change', redraw);
    addEventListener('beforeprint', function () { printing = true; figures.forEach(function (x) { x.draw(700); }); });
    addEventListener('afterprint', function () { printing = false; figures.forEach(function (x) { x.draw(); }); });
  }
  start();
})();

package sample

// name is how a name is written, and how a keyboard without its letters writes it.
type name struct{ written, plain string }

var (
	latinGiven = []name{
		{"Ada", "ada"}, {"Ben", "ben"}, {"Clara", "clara"}, {"David", "david"}, {"Elif", "elif"}, {"Finn", "finn"},
		{"Greta", "greta"}, {"Hugo", "hugo"}, {"Inès", "ines"}, {"Jonas", "jonas"}, {"Karla", "karla"}, {"Liam", "liam"},
		{"Mona", "mona"}, {"Nils", "nils"}, {"Olga", "olga"}, {"Paul", "paul"}, {"Quentin", "quentin"}, {"Rosa", "rosa"},
		{"Sven", "sven"}, {"Tess", "tess"}, {"Úrsula", "ursula"}, {"Viktor", "viktor"}, {"Wanda", "wanda"}, {"Zoé", "zoe"},
		{"Anne-Marie", "annemarie"}, {"François", "francois"}, {"Jürgen", "jurgen"}, {"Łukasz", "lukasz"}, {"Siân", "sian"}, {"José", "jose"},
	}
	latinFamily = []name{
		{"Abel", "abel"}, {"Berger", "berger"}, {"Costa", "costa"}, {"Dubois", "dubois"}, {"Eriksen", "eriksen"},
		{"Fischer", "fischer"}, {"García", "garcia"}, {"Hansen", "hansen"}, {"Ivanov", "ivanov"}, {"Jansen", "jansen"},
		{"Kowalski", "kowalski"}, {"Lopez", "lopez"}, {"Müller", "muller"}, {"Novák", "novak"}, {"O'Brien", "obrien"},
		{"Petrov", "petrov"}, {"Rossi", "rossi"}, {"Šimić", "simic"}, {"Tóth", "toth"}, {"Vogel", "vogel"},
		{"Weber", "weber"}, {"Yılmaz", "yilmaz"}, {"Zimmermann", "zimmermann"}, {"Lefèvre", "lefevre"}, {"van den Berg", "vandenberg"},
		{"Schwarzenberger", "schwarzenberger"}, {"Nguyen", "nguyen"}, {"Silva", "silva"}, {"Larsen", "larsen"}, {"Moreau", "moreau"},
	}
	chineseFamily = []name{
		{"王", "wang"}, {"李", "li"}, {"张", "zhang"}, {"刘", "liu"}, {"陈", "chen"}, {"杨", "yang"}, {"黄", "huang"}, {"赵", "zhao"},
		{"吴", "wu"}, {"周", "zhou"}, {"徐", "xu"}, {"孙", "sun"}, {"马", "ma"}, {"朱", "zhu"}, {"胡", "hu"}, {"郭", "guo"},
		{"何", "he"}, {"林", "lin"}, {"罗", "luo"}, {"高", "gao"}, {"梁", "liang"}, {"郑", "zheng"}, {"谢", "xie"}, {"欧阳", "ouyang"},
	}
	chineseGiven = []name{
		{"伟", "wei"}, {"芳", "fang"}, {"娜", "na"}, {"敏", "min"}, {"静", "jing"}, {"丽", "li"}, {"强", "qiang"}, {"磊", "lei"},
		{"军", "jun"}, {"洋", "yang"}, {"勇", "yong"}, {"艳", "yan"}, {"杰", "jie"}, {"娟", "juan"}, {"涛", "tao"}, {"明", "ming"},
		{"超", "chao"}, {"秀", "xiu"}, {"霞", "xia"}, {"平", "ping"}, {"刚", "gang"}, {"桂", "gui"}, {"英", "ying"}, {"华", "hua"},
		{"玉", "yu"}, {"兰", "lan"}, {"建", "jian"}, {"国", "guo"}, {"文", "wen"}, {"思", "si"}, {"雨", "yu"}, {"晨", "chen"},
	}
)

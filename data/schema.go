package data

import (
	"slices"
	"strings"
	"unicode"
)

// kind is the canonical type that a column's values are brought to.
type kind int

const (
	aKey    kind = iota // Int64, String or Dictionary<Uint32, String>, as the file gives it
	aDate               // Timestamp[us] without zone: the wall clock of the reporting zone
	money               // Int64 millionths
	number              // Float64
	text                // String or Dictionary<Uint32, String>
	word                // the same, of a closed vocabulary
	flag                // Boolean
	raw                 // Int64: a hash, by which lines are compared
	operand             // one side of quantity*unit_price: Float64, or Int64 millionths where the file is exact
)

// column is one canonical column of a table.
type column struct {
	name     string
	kind     kind
	required bool
	subject  string   // what no_… and bad_… are about: no_customer, bad_date
	also     []string // common names it is recognised by, best first, written without case, spaces or punctuation
	words    vocabulary
}

func required(name string, k kind, subject string, also ...string) column {
	return column{name: name, kind: k, required: true, subject: subject, also: also}
}

func optional(name string, k kind, also ...string) column {
	return column{name: name, kind: k, subject: name, also: also}
}

// in closes a column: its values are these words.
func (c column) in(lists map[string]string) column {
	c.words = newVocabulary(lists)
	return c
}

var customerID = required("customer_id", aKey, "customer", "customer", "custid", "custno", "customerno", "customernumber", "customernr", "clientid", "userid", "memberid", "memberno",
	"buyerid", "shopperid", "householdid", "householdkey", "accountid", "contactid", "billingcustomerid", "kundennummer", "kundennr", "kundenid",
	"会员号", "会员编号", "会员id", "会员卡号", "客户号", "客户编号", "客户id", "顾客编号", "用户id", "用户编号", "买家id", "买家会员名")

// Columns that several tables have go by the same names in all of them.
var (
	currency = optional("currency", text, "currencycode", "币种", "货币")
	channel  = optional("channel", text, "saleschannel", "sourcename", "source", "渠道", "销售渠道")
	store    = optional("store", text, "storeid", "shop", "shopid", "branch", "storename", "门店", "门店编号", "门店名称", "店铺")
	region   = optional("region", text, "country", "billingcountry", "shippingcountry", "state", "地区", "省份", "区域")
	employee = optional("employee", text, "employeeid", "salesperson", "cashier", "staffid", "员工", "员工编号", "店员")
)

// tables lists every canonical column. The required ones stand in the order in which a row is judged, its date first, so that
// an earlier as-of date gives the counts of that night.
var tables = map[string][]column{
	"transactions": {
		required("ordered_at", aDate, "date", "orderdate", "ordertime", "ordertimestamp", "orderpurchasetimestamp", "invoicedate",
			"purchasedate", "purchasedat", "transactiondate", "transactiontime", "saledate", "soldat", "processedat", "transactiontimestamp", "transactiondatetime", "purchasetimestamp", "orderdatetime", "orderedon", "closedate", "postingdate", "datecreated", "datetime", "timestamp", "date", "createdat",
			"下单时间", "订单时间", "交易时间", "支付时间", "付款时间", "购买时间", "订单创建时间", "成交时间", "下单日期", "订单日期", "交易日期", "日期"),
		customerID,
		required("amount", money, "amount", "totalamount", "total", "revenue", "sales", "linetotal", "lineamount", "netamount", "dollarvalue", "spend", "salesvalue", "netsales", "salesamount", "orderamount", "ordertotal", "totalprice", "totalsales", "paidamount", "amountpaid", "lineitemtotal", "price",
			"实付金额", "实付款", "支付金额", "付款金额", "订单金额", "成交金额", "销售额", "销售金额", "交易金额", "消费金额", "实收金额", "应付金额", "金额"),
		optional("order_id", aKey, "orderno", "ordernumber", "invoiceno", "invoiceid", "invoicenumber", "invoice", "transactionid", "receiptid", "receiptno", "basketid", "ordernr", "ordername", "orderkey", "opportunityid", "cartid", "订单号", "订单编号", "订单id", "交易号", "单号", "小票号"),
		optional("quantity", number, "qty", "units", "itemquantity", "lineitemquantity", "数量", "购买数量", "件数", "商品数量", "numberofcds", "cds"),
		optional("unit_price", money, "priceperunit", "itemprice", "lineitemprice", "单价", "商品单价"),
		optional("cost", money, "totalcost", "linecost", "cogs"),
		optional("unit_cost", money, "costperunit"),
		optional("discount", money, "discountamount", "totaldiscount", "totaldiscounts", "linediscount", "优惠金额", "折扣金额", "优惠"),
		optional("product_id", text, "product", "stockcode", "sku", "itemid", "productcode", "lineitemsku", "商品编号", "商品id", "货号", "商品编码"),
		optional("category", text, "productcategory", "department", "producttype", "类目", "品类", "商品类目", "分类", "商品分类"),
		channel,
		store,
		region,
		currency,
		employee,
	},
	"surveys": {
		required("answered_at", aDate, "date", "answered", "answerdate", "reviewcreationdate", "responsedate", "respondedat", "surveydate",
			"submittedat", "datetime", "timestamp", "date", "createdat", "评价时间", "答题时间", "提交时间", "调查日期", "日期"),
		customerID,
		required("experience", number, "experience", "score", "rating", "reviewscore", "satisfaction", "satisfactionscore", "csat", "stars", "评分", "满意度", "满意度评分", "得分"),
		optional("dimension", text, "aspect", "topic", "question", "维度", "评价维度"),
		optional("expectation", number, "expected"),
		optional("importance", number, "weight"),
		optional("ideal", number),
		optional("scale_min", number),
		optional("scale_max", number),
		optional("recommend", number, "nps", "npsscore", "likelihoodtorecommend", "推荐意愿", "推荐分"),
		optional("repurchase_intent", number),
		optional("competitor", text),
		optional("competitor_experience", number),
		optional("price_too_cheap", number),
		optional("price_cheap", number),
		optional("price_expensive", number),
		optional("price_too_expensive", number),
		optional("comment", text, "comments", "feedback", "reviewcommentmessage", "评论", "意见", "评价内容"),
		store,
		employee,
		channel,
		region,
	},
	"complaints": {
		required("opened_at", aDate, "date", "opened", "openedon", "complaintdate", "createdat", "datetime", "timestamp", "date", "投诉时间", "创建时间", "受理时间", "投诉日期"),
		required("complaint_id", aKey, "complaint", "ticketid", "caseid", "complaintno", "id", "投诉编号", "投诉单号", "工单号", "工单编号"),
		customerID,
		optional("closed_at", aDate, "closed", "closedon", "resolvedat", "closedate", "关闭时间", "解决时间", "办结时间", "结案时间"),
		optional("replied_at", aDate, "replied", "firstreplyat", "firstresponseat", "respondedat", "首次回复时间", "回复时间"),
		optional("promised_at", aDate, "promised", "dueat", "duedate", "promiseddate", "承诺时间", "承诺日期"),
		optional("category", text, "topic", "reason", "投诉类型", "投诉类别", "问题类型"),
		channel,
		optional("outcome", word, "status", "ticketstatus", "casestatus", "resolution", "处理结果", "处理状态", "状态", "结果").in(outcomes),
		optional("satisfaction_after", number),
		optional("compensation", money, "refund", "credit", "补偿", "赔偿金额"),
		currency,
	},
	"referrals": {
		required("referred_at", aDate, "date", "referraldate", "createdat", "datetime", "timestamp", "date", "推荐时间", "推荐日期"),
		required("referrer_id", aKey, "referrer", "referrer", "referringcustomerid", "推荐人", "推荐人会员号", "推荐人编号"),
		required("referred_id", aKey, "referred", "referred", "referredcustomerid", "refereeid", "被推荐人", "被推荐人会员号", "被推荐人编号"),
	},
	"identities": {
		required("source", text, "source", "system", "sourcesystem", "来源", "系统"),
		required("source_id", aKey, "source_id", "accountid", "recordid", "账号", "账号id", "账户编号"),
		optional("phone", text, "phonenumber", "mobile", "telephone", "手机", "手机号", "手机号码", "电话"),
		optional("email", text, "emailaddress", "mail", "邮箱", "电子邮箱"),
		optional("name", text, "fullname", "customername", "姓名"),
		optional("birthday", aDate, "birthdate", "dateofbirth", "dob", "生日", "出生日期"),
		optional("consent", flag, "marketingconsent", "optin", "acceptsmarketing", "emailmarketingconsent", "marketingoptin", "subscribed", "是否同意", "同意营销", "营销同意").in(consents),
		optional("qualified", flag, "isqualified", "leadstatus", "是否合格").in(qualifications),
		optional("updated_at", aDate, "updated", "modifiedat", "lastmodified", "更新时间"),
	},
	"costs": {
		required("period", aDate, "date", "month", "date", "月份", "期间", "日期"),
		required("kind", word, "kind", "type", "costkind", "costtype", "成本类型", "类型").in(costKinds),
		required("amount", money, "amount", "cost", "spend", "total", "金额", "成本", "费用"),
		channel,
		optional("customer_id", aKey, customerID.also...),
		currency,
	},
	"wallet": {
		required("period", aDate, "date", "month", "date", "月份", "年份", "期间", "日期"),
		customerID,
		required("amount", money, "amount", "spend", "total", "金额", "消费金额", "总消费"),
		currency,
	},
	"contacts": {
		customerID,
		required("list", text, "list", "listname", "campaign", "campaignname", "名单", "名单名称", "活动"),
		optional("contacted_at", aDate, "contacted", "contactedon", "contactdate", "sentat", "calledat", "date", "触达时间", "联系时间", "联系日期"),
		optional("held_out", flag, "holdout", "heldback", "control", "controlgroup", "对照组").in(truths),
	},
	"events": {
		required("date", aDate, "date", "from", "start", "startdate", "day", "日期", "开始日期"),
		required("name", text, "name", "event", "eventname", "title", "活动", "活动名称", "事件"),
		optional("name_zh", text),
		optional("until", aDate, "to", "end", "enddate", "结束日期"),
	},
	"employees": {
		required("period", aDate, "date", "month", "date", "月份", "期间", "日期"),
		required("store", text, "store", append(slices.Clone(store.also), "unit")...),
		required("satisfaction", number, "satisfaction", "score", "rating", "满意度", "评分"),
	},
	"rates": {
		required("date", aDate, "date", "day", "from", "validfrom", "日期"),
		required("currency", text, "currency", "currencycode", "code", "币种"),
		required("rate", text, "rate", "exchangerate", "fxrate", "value", "汇率"),
	},
}

// defaults are the values of columns that a table may leave out but that its readers always need.
var defaults = map[string]map[string]string{"surveys": {"dimension": "overall"}}

// plainName is a name as common names are compared: letters and digits only, in lower case.
func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// Has tells whether a table has a column of that name.
func Has(table, name string) bool {
	_, ok := find(table, name)
	return ok
}

func find(table, name string) (column, bool) {
	for _, c := range tables[table] {
		if c.name == name {
			return c, true
		}
	}
	return column{}, false
}

// IsScore tells whether a column holds scores on a scale.
func IsScore(table, column string) bool {
	c, ok := find(table, column)
	return ok && c.kind == number && c.name != "quantity"
}

// Meanings are what the values of a closed column may be.
func Meanings(table, column string) (values []string) {
	c, _ := find(table, column)
	for _, value := range c.words {
		if !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	slices.Sort(values)
	return values
}

package data

import "strings"

// vocabulary is what the values of a closed column may be, each with the words that stand for it, in lower case.
type vocabulary map[string]string

func newVocabulary(lists map[string]string) vocabulary {
	v := vocabulary{}
	for value, words := range lists {
		for _, w := range strings.Split(words, ",") {
			v[strings.TrimSpace(w)] = value
		}
	}
	return v
}

// of is the value that a word stands for, whatever its case and however its parts are joined.
func (v vocabulary) of(word string) (string, bool) {
	value, ok := v[strings.Join(strings.FieldsFunc(strings.ToLower(word), func(r rune) bool { return r == ' ' || r == '_' || r == '-' || r == '　' }), " ")]
	return value, ok
}

// Truth values in the languages and the export formats that are usual. A question may have words of its own beside these.
var (
	truths = map[string]string{
		"true":  "true, t, yes, y, 1, 1.0, on, x, ✓, ja, oui, si, sí, sim, tak, да, はい, 是, 是的, 真, 有, 对",
		"false": "false, f, no, n, 0, 0.0, off, nein, non, não, nao, nie, nej, нет, いいえ, 否, 不, 不是, 假, 无, 没有",
	}
	consents = map[string]string{
		"true": truths["true"] + ", granted, given, accepted, agreed, confirmed, subscribed, opted in, opt in, optin, double opt in, single opt in, consented, allowed, " +
			"同意, 已同意, 允许, 接受, 订阅, 已订阅",
		"false": truths["false"] + ", denied, declined, refused, rejected, revoked, withdrawn, unsubscribed, not subscribed, opted out, opt out, optout, none given, blocked, " +
			"不同意, 未同意, 拒绝, 已拒绝, 撤回, 已撤回, 退订, 已退订, 未订阅",
	}
	qualifications = map[string]string{
		"true":  truths["true"] + ", qualified, prospect, opportunity, mql, sql, sales qualified lead, marketing qualified lead, 合格, 已确认, 目标客户",
		"false": truths["false"] + ", unqualified, not qualified, disqualified, suspect, lead, raw, new, 不合格, 未确认, 潜在客户",
	}
	outcomes = map[string]string{
		"resolved": "resolved, solved, closed, done, yes, y, true, t, 1, fixed, completed, complete, finished, settled, answered, satisfied, handled, compensated, refunded, " +
			"closed resolved, resolved closed, closed won, auto closed, archived, gelöst, geschlossen, erledigt, résolu, fermé, resuelto, cerrado, " +
			"已解决, 解决, 已处理, 已关闭, 关闭, 已完成, 完成, 已结案, 结案, 办结, 已办结, 是",
		"unresolved": "unresolved, unsolved, not resolved, open, opened, reopened, re opened, pending, new, rejected, no, n, false, f, 0, in progress, working, waiting, " +
			"waiting on customer, waiting on third party, waiting for customer, waiting for support, on hold, hold, escalated, assigned, unassigned, active, acknowledged, " +
			"declined, denied, refused, failed, unsatisfied, dissatisfied, closed unresolved, closed not resolved, won't fix, wont fix, withdrawn, cancelled, canceled, " +
			"offen, ungelöst, abgelehnt, ouvert, non résolu, abierto, pendiente, 未解决, 未处理, 待处理, 处理中, 进行中, 未关闭, 未完成, 已拒绝, 拒绝, 驳回, 已驳回, 已撤销, 新建, 待回复, 已升级, 否",
	}
	costKinds = map[string]string{
		"acquisition": "acquisition, acquire, acquiring, customer acquisition, cac, advertising, advertisement, ads, ad spend, marketing, new customers, prospecting, 获客, 拉新, 获取, 广告, 营销, 推广, 获客成本",
		"retention":   "retention, retain, retaining, loyalty, loyalty programme, loyalty program, crm, win back, winback, 留存, 保留, 维系, 维护, 忠诚, 会员, 留存成本",
		"service":     "service, serving, support, customer service, customer care, care, cost to serve, help desk, helpdesk, 服务, 客服, 售后, 客户服务, 服务成本",
	}
)

// nullWords stand for nothing where a program wrote the absence of an id as text. In other columns some may be names, so that only nullForms
// count, as programs write them.
var (
	nullWords = setOf("null, nan, none, n/a, na, nil, nat, <na>, #n/a, \\n, (null), <null>, -, --, unknown, undefined, 未知, 无, 空")
	nullForms = setOf("NULL, null, nan, NaN, None, N/A, n/a, NaT, <NA>, #N/A, \\N")
)

// longestNull is the length in bytes of the longest of these words.
const longestNull = 9

func setOf(words string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Split(words, ",") {
		all[strings.TrimSpace(w)] = true
	}
	return all
}

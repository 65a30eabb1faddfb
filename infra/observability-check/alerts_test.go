package main

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/promql/promqltest"
)

const file = "../../examples/observability/alerts.yaml"

// The expressions of the alerts, which are read and checked as promtool does it.
func expressions(t *testing.T) map[string]string {
	promql := parser.NewParser(parser.Options{})
	rules, errs := rulefmt.ParseFile(file, false, model.UTF8Validation, promql, slog.Default())
	for _, err := range errs {
		t.Error(err)
	}
	found := map[string]string{}
	if rules == nil {
		return found
	}
	for _, group := range rules.Groups {
		for _, rule := range group.Rules {
			found[rule.Alert] = strings.Join(strings.Fields(rule.Expr), " ")
		}
	}
	return found
}

func TestPrometheusTakesTheRules(t *testing.T) {
	if len(expressions(t)) == 0 {
		t.Error("there are no rules")
	}
}

const mine = `{environment="shop", service="cart"} `

// What alerts say at some moments: nothing, or whom they are about and the value that has crossed the line.
var moments = []struct{ title, alert, load, asked string }{
	{"the first time that a rollout is stuck", "SerinStuck",
		`serin_stuck_total{environment="shop", service="cart", phase="rollingBack"} _x10 1x200`,
		"at 5m:; at 12m: {environment=\"shop\", service=\"cart\", phase=\"rollingBack\"} 1; at 180m:"},
	{"what the first rollout of a service leaves", "SerinLeftSomething",
		`serin_warnings_total{environment="shop", service="cart", outcome="promoted"} _x5 1x200`,
		"at 3m:; at 10m: " + mine + "1; at 120m:"},
	{"a gate in its last half hour", "SerinGateExpiring",
		`serin_rollout_waits_for_person{environment="shop", service="cart", kind="gate"} 1x60
  serin_rollout_wait_deadline_timestamp_seconds{environment="shop", service="cart"} 3600x60`,
		"at 29m:; at 31m: " + mine + "1"},
	{"a canary with traffic on the way back, by two workers", "SerinTrafficNotBack",
		`serin_rollout_phase{environment="shop", service="cart", phase="rollingBack", instance="a"} 1x10
  serin_rollout_phase{environment="shop", service="cart", phase="rollingBack", instance="b"} 1x10
  serin_rollout_canary_weight_percent{environment="shop", service="cart", instance="a"} 25x3 0x6`,
		"at 2m: " + mine + "1; at 6m:"},
	{"a source of metrics that nobody can read", "SerinMetricsOut",
		`serin_metric_reads_total{source="envoy", result="failed"} 0+3x30
  serin_metric_reads_total{source="loadBalancer", result="failed"} 0+3x30
  serin_metric_reads_total{source="loadBalancer", result="read"} 0+3x30`,
		"at 20m: {source=\"envoy\"} 30"},
	{"no worker", "SerinNoWorker", `temporal_num_pollers{poller_type="workflow_task"} 2x3 0x10`,
		"at 2m:; at 8m: {} 0"},
}

func TestAlertsSpeakWhenTheyShould(t *testing.T) {
	queries := expressions(t)
	for _, each := range moments {
		t.Run(each.title, func(t *testing.T) {
			script := "load 1m\n  " + each.load + "\n"
			for _, moment := range strings.Split(each.asked, "; ") {
				at, said, _ := strings.Cut(moment, ":")
				script += "\neval instant " + at + " " + queries[each.alert] + "\n  " + strings.TrimSpace(said) + "\n"
			}
			promqltest.RunTest(t, script, promqltest.NewTestEngine(t, false, 5*time.Minute, 10000))
		})
	}
}

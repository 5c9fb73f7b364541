package db_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestLimitsRefuseAfterTheirCountAndOpenAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		limit := portal.Limit{Name: "test", Count: 20, While: time.Minute}
		for i := range limit.Count {
			if err := o.Spend(ctx, limit, "192.0.2.1"); err != nil {
				t.Fatalf("use %d: %v", i+1, err)
			}
			o.Clock.Add(time.Second)
		}
		var refused *portal.Error
		if err := o.Spend(ctx, limit, "192.0.2.1"); !errors.As(err, &refused) || refused.Code != portal.TooMany {
			t.Fatalf("use 21: %v", err)
		}
		if refused.RetryAfter != 40*time.Second {
			t.Errorf("to wait: %s", refused.RetryAfter)
		}
		if err := o.Within(ctx, limit, "192.0.2.1"); portal.CodeOf(err) != portal.TooMany {
			t.Errorf("within: %v", err)
		}
		if err := o.Spend(ctx, limit, "192.0.2.2"); err != nil {
			t.Errorf("another address: %v", err)
		}
		if err := o.Spend(ctx, portal.Limit{Name: "other", Count: 1, While: time.Minute}, "192.0.2.1"); err != nil {
			t.Errorf("another limit: %v", err)
		}
		o.Clock.Add(40 * time.Second)
		if err := o.Within(ctx, limit, "192.0.2.1"); err != nil {
			t.Errorf("a minute later, looking: %v", err)
		}
		if err := o.Spend(ctx, limit, "192.0.2.1"); err != nil {
			t.Errorf("a minute later: %v", err)
		}
	})
}

func TestLimitsOutliveARestart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		limit := portal.Limit{Name: "test", Count: 1, While: time.Minute}
		if err := o.Spend(ctx, limit, "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
		o.Close()
		o.Reopen(t)
		if err := o.Spend(ctx, limit, "192.0.2.1"); portal.CodeOf(err) != portal.TooMany {
			t.Errorf("after a restart: %v", err)
		}
	})
}

func TestLimitsCountEveryParallelUse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		limit := portal.Limit{Name: "test", Count: 10, While: time.Minute}
		var passed atomic.Int32
		var wait sync.WaitGroup
		for range 40 {
			wait.Go(func() {
				switch err := o.Spend(context.Background(), limit, "192.0.2.1"); {
				case err == nil:
					passed.Add(1)
				case portal.CodeOf(err) != portal.TooMany:
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if n := passed.Load(); n != 10 {
			t.Errorf("%d of 40 passed a limit of 10", n)
		}
	})
}

func TestLimitsKeepNobodysAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		if err := o.Spend(context.Background(), portal.SignInsPerAddress, "198.51.100.200"); err != nil {
			t.Fatal(err)
		}
		var key []byte
		if err := o.Raw(t).QueryRow(`SELECT key FROM limits`).Scan(&key); err != nil || len(key) != 32 {
			t.Errorf("the key is %q, %v", key, err)
		}
	})
}

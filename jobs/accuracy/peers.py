"""Forecasts of lifetimes and naive ones on the cuts that the program wrote, beside the program's: totals of purchases and money at each origin, and the
paired difference of absolute errors, with a 95 % interval by a bootstrap of customers. Run by make accuracy."""
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter, ParetoNBDFitter

warnings.filterwarnings("ignore")
RESAMPLES = 1000


def fitted(fitter, cut):
    """The fit on distinct histories in weeks, which is where lifetimes is at ease; penalties are tried as its own documentation advises."""
    counts = cut.groupby(["x", "t_x", "t"]).size().reset_index(name="n")
    for penalty in (0.0, 0.001, 0.01):
        try:
            model = fitter(penalizer_coef=penalty)
            model.fit(counts.x, counts.t_x / 7, counts.t / 7, weights=counts.n)
            return model
        except Exception as e:  # its convergence errors are of several kinds
            problem = e
    raise problem


def expected(model, cut, ahead):
    e = model.conditional_expected_number_of_purchases_up_to_time(ahead / 7, cut.x.values, cut.t_x.values / 7, cut.t.values / 7)
    return np.asarray(e, dtype=float)


def spend(cut):
    back = cut[(cut.x > 0) & (cut["mean"] > 0)]
    model = GammaGammaFitter()
    model.fit(back.x, back["mean"])
    z = cut["mean"].fillna(0).clip(lower=0)
    x = cut.x.where(z > 0, 0)
    return np.asarray(model.conditional_expected_average_profit(x, z), dtype=float)


def forecasts(cut, ahead):
    age = cut.t.clip(lower=1)
    money = cut["mean"].fillna(0) * cut.x
    yield "same rate", cut.x / age * ahead, money / age * ahead
    yield "last period again", cut.before, cut.money_before
    each = spend(cut)
    for name, fitter in (("lifetimes BG/NBD", BetaGeoFitter), ("lifetimes Pareto/NBD", ParetoNBDFitter)):
        e = expected(fitted(fitter, cut), cut, ahead)
        yield name, e, e * each
    yield f"regulars", cut.purchases, cut.money


def compare(name, path):
    data = pd.read_csv(path)
    missed, totals, models = {}, {}, []
    for origin, cut in data.groupby("origin"):
        cut = cut.reset_index(drop=True)
        models.append(cut.model[0])
        for who, purchases, money in forecasts(cut, cut.ahead[0]):
            off = np.column_stack([np.asarray(purchases, float) - cut.then, np.asarray(money, float) - cut.money_then])
            missed.setdefault(who, []).append(off)
            totals.setdefault(who, []).append(off.sum(axis=0) / [cut.then.sum(), cut.money_then.sum()])
    origins = len(models)
    print(f"\n{name}: {origins} origins, {data.ahead[0]} days ahead; auto took {', '.join(models)}\n")
    print("| forecast | purchases, by origin | mean absolute | money, by origin | mean absolute |\n| --- | --- | --- | --- | --- |")
    for who, t in totals.items():
        t = np.array(t)
        cells = [" ".join(f"{100 * v:+.0f}%" for v in t[:, k]) + f" | {100 * np.abs(t[:, k]).mean():.1f}%" for k in (0, 1)]
        print(f"| {who} | {cells[0]} | {cells[1]} |")
    random = np.random.default_rng(7)
    for k, what in enumerate(("purchases", "money")):
        score = {who: sum(abs(m[:, k].sum()) for m in ms) for who, ms in missed.items()}
        best = min((who for who in score if who != "regulars"), key=score.get)
        draws = []
        for _ in range(RESAMPLES):
            total = {"regulars": 0.0, best: 0.0}
            for o in range(origins):
                n = random.multinomial(len(missed[best][o]), np.full(len(missed[best][o]), 1 / len(missed[best][o])))
                for who in total:
                    total[who] += abs(n @ missed[who][o][:, k])
            draws.append(total["regulars"] - total[best])
        low, high = np.percentile(draws, [2.5, 97.5]) / origins
        print(f"\n{what}: absolute error less that of the best other ({best}), mean of the origins: {(score['regulars'] - score[best]) / origins:+,.0f}, 95% interval {low:+,.0f} to {high:+,.0f}")


def donations(path):
    from lifetimes import BetaGeoBetaBinomFitter

    d = pd.read_parquet(path)
    model = BetaGeoBetaBinomFitter()
    model.fit(d.frequency, d.recency, d.periods, d.weights)
    print("\ndonations: 22 cells of one cohort and six opportunities, which cannot be cut at an earlier one; the fit alone is shown\n")
    print("lifetimes BG/BB:", ", ".join(f"{n} {v:.4f}" for n, v in model.params_.items()), f"log-likelihood {-model._negative_log_likelihood(np.log(model.params_.values), d.frequency, d.recency, d.periods, d.weights, 0) * d.weights.sum():.2f}")


if __name__ == "__main__":
    for file in sorted(Path(sys.argv[1]).glob("*.csv")):
        compare(file.stem, file)
    try:
        donations(sys.argv[2])
    except Exception as e:
        print("donations:", type(e).__name__, e)

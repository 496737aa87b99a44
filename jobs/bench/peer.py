"""The per-customer summary and the monthly cohort matrix by DuckDB or Polars, each in its fastest form found.

usage: peer.py duckdb|polars FOLDER THREADS  ->  the results' digest as one line of JSON
       peer.py generate FOLDER LINES CUSTOMERS FILES int|text|uuid
       peer.py customers FILE CUSTOMERS
       peer.py lifetimes FILE  ->  what each fit found and took as one line of JSON
"""
import json, os, sys


def digest(summary, cohorts):
    """summary: customers, orders, lines, revenue, sum of first days, sum of last days; cohorts: cohort, month, customers, revenue."""
    return json.dumps({
        "customers": int(summary[0]), "orders": int(summary[1]), "lines": int(summary[2]), "revenue": float(summary[3]),
        "first": int(summary[4]), "last": int(summary[5]),
        "cohorts": {f"{int(c)}/{int(m)}": [int(n), float(r)] for c, m, n, r in cohorts},
    })


def duckdb_digest(folder, threads):
    import duckdb
    db = duckdb.connect()
    db.execute(f"set threads={threads}; set preserve_insertion_order=false")
    db.execute(f"""create temp table orders as
        select customer_id c, order_id o, (min(ordered_at)::date - date '1970-01-01')::int d, sum(amount) a, count(*)::int n
        from read_parquet('{folder}/*.parquet') group by 1, 2""")
    db.execute("""create temp table summary as
        select c, count(*) orders, sum(n) lines, sum(a) revenue, min(d) first, max(d) last from orders group by 1""")
    summary = db.execute("select count(*), sum(orders), sum(lines), sum(revenue), sum(first), sum(last) from summary").fetchone()
    month = "(year(date '1970-01-01' + {0}) * 12 + month(date '1970-01-01' + {0}) - 1)::int"
    cohorts = db.execute(f"""
        with months as (select c, {month.format('d')} m, sum(a) a from orders group by 1, 2)
        select {month.format('first')} cohort, m, count(*), sum(a) from months join summary using (c) group by 1, 2""").fetchall()
    return digest(summary, cohorts)


def polars_digest(folder, threads):
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars as pl
    orders = (pl.scan_parquet(f"{folder}/*.parquet").group_by("customer_id", "order_id")
              .agg(d=pl.col("ordered_at").min().cast(pl.Date), a=pl.col("amount").sum(), n=pl.len())
              .collect(engine="streaming"))
    summary = (orders.lazy().group_by("customer_id")
               .agg(orders=pl.len(), lines=pl.col("n").sum(), revenue=pl.col("a").sum(), first=pl.col("d").min(), last=pl.col("d").max())
               .collect(engine="streaming"))
    whole = summary.select(pl.len(), pl.col("orders").cast(pl.Int64).sum(), pl.col("lines").cast(pl.Int64).sum(), pl.col("revenue").sum(),
                           pl.col("first").cast(pl.Int64).sum(), pl.col("last").cast(pl.Int64).sum()).row(0)
    month = lambda c: pl.col(c).dt.year().cast(pl.Int32) * 12 + pl.col(c).dt.month() - 1
    months = orders.lazy().group_by("customer_id", m=month("d")).agg(a=pl.col("a").sum())
    cohorts = (months.join(summary.lazy().select("customer_id", cohort=month("first")), on="customer_id")
               .group_by("cohort", "m").agg(n=pl.len(), a=pl.col("a").sum()).collect(engine="streaming"))
    return digest(whole, cohorts.select("cohort", "m", "n", "a").iter_rows())


def generate(folder, lines, customers, files, ids):
    """Orders of one to four lines in time order, as an export would have them; a tenth of the customers buy most."""
    import duckdb
    db = duckdb.connect()
    db.execute("set threads=2; set preserve_insertion_order=true")
    ident = {"int": "c::bigint", "text": "'C' || lpad(c::varchar, 12, '0')",
             "uuid": "format('{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}', hash(c) % 4294967296, hash(c + 1) % 65536, hash(c + 2) % 4096, hash(c + 3) % 4096, c)"}[ids]
    os.makedirs(folder, exist_ok=True)
    orders = int(lines / 2.5 / files)
    span = 3 * 365 * 86400
    for f in range(files):
        first = f * orders
        db.execute(f"""copy (
            with orders as (
                select o, floor({customers} * pow((hash(o) % 4294967296) / 4294967296.0, 1.5))::bigint c,
                    timestamp '2023-01-01' + to_seconds((o * {span} / {orders * files})::bigint) sold_at, 1 + hash(o * 31) % 4 n
                from range({first}, {first + orders}) t(o))
            select {ident} customer_id, o order_id, sold_at ordered_at, round(1 + hash(o * 13 + k) % 10000 / 100.0, 2)::double amount,
                (1 + hash(o + k) % 5)::int quantity
            from orders, range(4) r(k) where k < n order by o, k)
            to '{folder}/part-{f:03d}.parquet' (format parquet, compression zstd, row_group_size 250000)""")


def customers(file, n):
    """Customers of half a year to three years under Pareto/NBD, in whole days, with spend by the gamma-gamma model."""
    import numpy as np, polars as pl
    random = np.random.default_rng(2026)
    age = random.integers(180, 1096, n)
    active = np.minimum(age, random.exponential(1, n) / (random.gamma(0.7, 1, n) / 250))
    x = random.poisson(random.gamma(0.8, 1, n) / 60 * active)
    last = np.where(x > 0, np.minimum(age, np.round(active * random.random(n) ** (1 / np.maximum(x, 1)))), 0)
    mean = np.where(x > 0, random.gamma(6 * np.maximum(x, 1), 1) / (random.gamma(4, 1, n) / 15) / np.maximum(x, 1), 0)
    pl.DataFrame({"x": x.astype("int32"), "t_x": last.astype("int32"), "t": age.astype("int32"), "mean": mean}).write_parquet(file)


def lifetimes_fits(file):
    """Each model in the faster form: on distinct histories with weights, counted first."""
    import time, warnings
    import pandas as pd, polars as pl
    from lifetimes import BetaGeoFitter, ModifiedBetaGeoFitter, ParetoNBDFitter, GammaGammaFitter
    warnings.simplefilter("ignore")
    people, found = pd.DataFrame({c.name: c.to_numpy() for c in pl.read_parquet(file)}), {}
    for name, fitter in [("bgnbd", BetaGeoFitter()), ("mbgnbd", ModifiedBetaGeoFitter()), ("paretonbd", ParetoNBDFitter())]:
        wall, cpu = time.perf_counter(), time.process_time()
        kinds = people.groupby(["x", "t_x", "t"]).size().reset_index(name="n")
        fitter.fit(kinds["x"], kinds["t_x"], kinds["t"], weights=kinds["n"])
        found[name] = {"parameters": dict(fitter.params_), "cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    wall, cpu = time.perf_counter(), time.process_time()
    buyers, spend = people[people["x"] > 0], GammaGammaFitter()
    spend.fit(buyers["x"], buyers["mean"])
    found["gammagamma"] = {"parameters": dict(spend.params_), "cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    return json.dumps(found)


if __name__ == "__main__":
    if sys.argv[1] == "customers":
        customers(sys.argv[2], int(sys.argv[3]))
    elif sys.argv[1] == "lifetimes":
        print(lifetimes_fits(sys.argv[2]))
    elif sys.argv[1] == "generate":
        generate(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]), sys.argv[6])
    else:
        print({"duckdb": duckdb_digest, "polars": polars_digest}[sys.argv[1]](sys.argv[2], int(sys.argv[3])))

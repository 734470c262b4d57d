"""Spark on this machine, all cores: the same cube over the same store. Starting it is not in ``inside``."""

from __future__ import annotations

import sys
from pathlib import Path

from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as f

from benchmarks.work.answer import begin, give
from benchmarks.work.cube_answer import cube_answer, in_months
from benchmarks.work.store_files import crimes_of

files = crimes_of(Path(sys.argv[1]))
spark = (
    SparkSession.builder.master("local[*]")
    .config("spark.driver.memory", "4g")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "8")
    .config("spark.local.dir", sys.argv[2])
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")

since = begin()
needed = [f.col("force"), f.col("month"), f.col("`crime-type`").alias("type"), f.col("lsoa")]
crimes = spark.read.parquet(*files).where("counted").select(*needed)
counts = crimes.groupBy("force", "type", "month").count().cache()
grid = counts.select("force").distinct().crossJoin(counts.select("type").distinct())
grid = grid.crossJoin(counts.select("month").distinct())
series = Window.partitionBy("force", "type").orderBy("month")
cube = (
    grid.join(counts, ["force", "type", "month"], "left")
    .fillna(0, "count")
    .withColumn("change", f.col("count") - f.lag("count", 12).over(series))
    .withColumn(
        "rolling",
        f.when(f.row_number().over(series) >= 12, f.sum("count").over(series.rowsBetween(-11, 0))),
    )
    .withColumn(
        "rank",
        f.when(
            f.col("rolling").isNotNull(),
            f.rank().over(Window.partitionBy("type", "month").orderBy("rolling")),
        ),
    )
    .orderBy("force", "type", "month")
    .toPandas()
)
places = crimes.where("lsoa IS NOT NULL").groupBy("lsoa", "month").count().toPandas()
months = cube["month"].nunique()
columns = (in_months(cube[name], months) for name in ("count", "rolling", "change", "rank"))
give(cube_answer(*columns, places=places["count"]), since)
spark.stop()

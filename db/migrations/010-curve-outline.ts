/**
 * Which points of the live curve are seen where a screen cannot show all of them: of each block of 128 consecutive
 * ones the first, the last, and those of the smallest and largest loss and error. A curve of a million points is drawn
 * from 45,000 of them.
 */
export const pointsPerBlock = 128

/** Outlines all whole blocks behind what is outlined. Of equal values the one that SQLite finds stands for all. */
export const outlineWholeBlocks = `
  INSERT INTO curve_outline (iteration, block)
  WITH fresh AS MATERIALIZED (
    SELECT iteration, loss, error, (row_number() OVER (ORDER BY iteration) - 1) / ${pointsPerBlock} +
      coalesce((SELECT block + 1 FROM curve_outline ORDER BY iteration DESC LIMIT 1), 0) AS block
    FROM curve WHERE iteration > coalesce((SELECT max(iteration) FROM curve_outline), -1)
  ), seen AS (
    SELECT block, min(iteration) AS iteration FROM fresh GROUP BY block
    UNION SELECT block, max(iteration) FROM fresh GROUP BY block
    UNION SELECT block, iteration FROM (SELECT block, iteration, min(loss) FROM fresh GROUP BY block)
    UNION SELECT block, iteration FROM (SELECT block, iteration, max(loss) FROM fresh GROUP BY block)
    UNION SELECT block, iteration FROM (SELECT block, iteration, min(error) FROM fresh GROUP BY block)
    UNION SELECT block, iteration FROM (SELECT block, iteration, max(error) FROM fresh GROUP BY block)
  )
  SELECT iteration, block FROM seen
  WHERE block IN (SELECT block FROM fresh GROUP BY block HAVING count(*) = ${pointsPerBlock}) ORDER BY iteration;
`

export const curveOutline = `
  CREATE TABLE curve_outline (
    iteration INTEGER PRIMARY KEY,
    block INTEGER NOT NULL
  ) STRICT;
  ${outlineWholeBlocks}
`

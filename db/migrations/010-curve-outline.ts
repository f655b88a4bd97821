/**
 * Which points of the live curve are seen where a screen cannot show all of them: of each block of 128 consecutive
 * ones the first, the last, and those of the smallest and largest loss and error; and the same of each wide block, of
 * sixteen of these. A curve of a million points is drawn from 3,000 of them, and a closer look at it from 45,000.
 */
export const pointsPerBlock = 128
export const blocksPerWide = 16

const seenOfBlocks = `
  SELECT block, min(iteration) AS iteration FROM fresh GROUP BY block
  UNION SELECT block, max(iteration) FROM fresh GROUP BY block
  UNION SELECT block, iteration FROM (SELECT block, iteration, min(loss) FROM fresh GROUP BY block)
  UNION SELECT block, iteration FROM (SELECT block, iteration, max(loss) FROM fresh GROUP BY block)
  UNION SELECT block, iteration FROM (SELECT block, iteration, min(error) FROM fresh GROUP BY block)
  UNION SELECT block, iteration FROM (SELECT block, iteration, max(error) FROM fresh GROUP BY block)
`

/** Outlines all whole blocks behind what is outlined. Of equal values the one that SQLite finds stands for all. */
export const outlineWholeBlocks = `
  INSERT INTO curve_outline (iteration, block)
  WITH fresh AS MATERIALIZED (
    SELECT iteration, loss, error, (row_number() OVER (ORDER BY iteration) - 1) / ${pointsPerBlock} +
      coalesce((SELECT block + 1 FROM curve_outline ORDER BY iteration DESC LIMIT 1), 0) AS block
    FROM curve WHERE iteration > coalesce((SELECT max(iteration) FROM curve_outline), -1)
  ), seen AS (${seenOfBlocks})
  SELECT iteration, block FROM seen
  WHERE block IN (SELECT block FROM fresh GROUP BY block HAVING count(*) = ${pointsPerBlock}) ORDER BY iteration;
  UPDATE curve_outline SET wide = 1 WHERE iteration IN (
    WITH fresh AS MATERIALIZED (
      SELECT iteration, loss, error, block / ${blocksPerWide} AS block
      FROM curve_outline JOIN curve USING (iteration)
      WHERE iteration > coalesce((SELECT max(iteration) FROM curve_outline WHERE wide = 1), -1)
    ), seen AS (${seenOfBlocks})
    SELECT iteration FROM seen WHERE block <
      (SELECT (block + 1) / ${blocksPerWide} FROM curve_outline ORDER BY iteration DESC LIMIT 1)
  );
`

export const curveOutline = `
  CREATE TABLE curve_outline (
    iteration INTEGER PRIMARY KEY,
    block INTEGER NOT NULL,
    wide INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX curve_outline_wide ON curve_outline (iteration, block) WHERE wide = 1;
  ${outlineWholeBlocks}
`

/** The charts of each experiment. One without charts of its own has its first table drawn. */
import type { TheoryResult } from '../../../preload/schema/theory/result'
import type { TheoryChart, TheoryCharts } from './chart'
import { alternatingSolversCharts } from './alternatingSolvers'
import { alternationCharts } from './alternation'
import { convexCharts } from './convex'
import { hardThresholdCharts } from './hardThreshold'
import { plainCharts } from './plain'
import { recoverCharts } from './recover'
import { separationCharts } from './separation'
import { solversCharts } from './solvers'
import { spuriousCharts } from './spurious'
import { theorem1Charts } from './theorem1'

export type { TheoryChart } from './chart'

const own: Readonly<Record<string, (result: TheoryResult) => TheoryCharts>> = {
  separation: separationCharts, recover: recoverCharts, theorem1: theorem1Charts, alternation: alternationCharts,
  'hard-threshold': hardThresholdCharts, spurious: spuriousCharts, convex: convexCharts, solvers: solversCharts,
  'alternating-solvers': alternatingSolversCharts
}

const mostCharts = 5

/** The main one first; none where there is nothing to draw. */
export function theoryCharts(result: TheoryResult): readonly TheoryChart[] {
  return (own[result.experiment]?.(result) ?? plainCharts(result) ?? []).slice(0, mostCharts)
}

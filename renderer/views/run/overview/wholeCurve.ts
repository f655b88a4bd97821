/** The live curve with every one of its points, which the page itself does not hold. */
import type { CurvePoint, RunDetail } from '../../../../preload/contract'
import { doublesIn } from '../../../../preload/schema/numbers'
import type { Table } from '../../../figures/csv'
import { curveTable } from '../../../figures/tables'
import { call } from '../../../transport/client'

const numbersPerPoint = 5

async function readWholeCurve(id: string): Promise<CurvePoint[]> {
  const curve: CurvePoint[] = []
  for (;;) {
    const numbers = doublesIn((await call('runs.curvePoints', { id, after: curve.at(-1)?.iteration ?? 0 })).points)
    if (numbers.length === 0) return curve
    for (let at = 0; at < numbers.length; at += numbersPerPoint) {
      const [iteration = 0, epoch = 0, loss = 0, error = 0, learningRate = 0] = numbers.subarray(at)
      curve.push({ iteration, epoch, loss, error, learningRate })
    }
  }
}

export async function wholeCurveTable(detail: RunDetail, figure: 'loss' | 'error'): Promise<Table> {
  return curveTable({ ...detail, curve: await readWholeCurve(detail.summary.id) }, figure)
}

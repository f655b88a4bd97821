/** Units whose mask is the same for every example, summed over the layers. */
import type { SnapshotRecord } from '../../preload/contract'

export interface ConstantUnits {
  readonly units: number
  readonly dead: number
  readonly alwaysOn: number
}

export function constantUnits(snapshot: Pick<SnapshotRecord, 'layers'>): ConstantUnits {
  const sum = (figure: keyof ConstantUnits): number =>
    snapshot.layers.reduce((total, layer) => total + layer[figure], 0)
  return { units: sum('units'), dead: sum('dead'), alwaysOn: sum('alwaysOn') }
}

/** Units whose mask is the same for every example, summed over the layers. */
import type { AlternationRecord } from '../../preload/contract'

export interface ConstantUnits {
  readonly units: number
  readonly dead: number
  readonly alwaysOn: number
}

export function constantUnits(alternation: Pick<AlternationRecord, 'layers'>): ConstantUnits {
  const sum = (figure: keyof ConstantUnits): number =>
    alternation.layers.reduce((total, layer) => total + layer[figure], 0)
  return { units: sum('units'), dead: sum('dead'), alwaysOn: sum('alwaysOn') }
}

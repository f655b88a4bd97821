/** A question that goes through many masks. */
import type {
  ChannelCoactivation, ClassOverlap, Companions, Comparison, Neighbours, Projection, RequestOf, UnitCard
} from '../../../preload/contract'
import { call } from '../../transport/client'
import { useLongQuestion, type LongAnswer } from './useLongQuestion'

interface Results {
  projection: Projection
  overlap: ClassOverlap
  coactivation: ChannelCoactivation
  neighbours: Neighbours
  companions: Companions
  wholeUnit: UnitCard
}

async function resultOf<C extends Comparison>(
  comparison: C, request: RequestOf<`masks.${C}`>
): Promise<Results[C] | null> {
  const reply = await call(`masks.${comparison}`, request) as unknown as Record<C, Results[C] | null>
  return reply[comparison]
}

/** @param asked null for nothing: then there is no result, and none is waited for */
export const useComparison = <C extends Comparison>(
  comparison: C, asked: () => RequestOf<`masks.${C}`> | null
): LongAnswer<Results[C]> => useLongQuestion({
  asked,
  ask: (request) => resultOf(comparison, request),
  stop: () => call('masks.stop', { comparison }),
  progressIn: (event) => (event.type === 'comparison-progress' && event.comparison === comparison
    ? event.done / event.of
    : null)
})

/** The counts of a layer's units in the snapshot that is looked at; what was asked before is forgotten. */
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { RequestOf } from '../../../../preload/contract'
import { unitValues, type UnitValues } from '../../../figures/unitMaps'
import { call, sentenceOf } from '../../../transport/client'

export type LayerRequest = RequestOf<'masks.layer'>

export function useLayerUnits(
  asked: () => LayerRequest
): { values: ShallowRef<UnitValues | null>; labels: Ref<readonly number[] | null>; failure: Ref<string | null> } {
  const values = shallowRef<UnitValues | null>(null)
  /** Null until they are known; none where the data set is not here. */
  const labels = ref<readonly number[] | null>(null)
  const failure = ref<string | null>(null)
  // Told apart by what is asked: the address changes more than once for a click, and says the same.
  const key = (): string => JSON.stringify(asked())
  let shownLayer: string | null = null
  watch(key, async (question) => {
    const request = asked()
    // Another snapshot of the same layer takes the place of the one before without a blank in between.
    if (request.layer !== shownLayer) values.value = null
    shownLayer = request.layer
    try {
      const found = await call('masks.layer', request)
      if (question !== key()) return
      values.value = unitValues(found)
      labels.value = found.labels ?? []
      failure.value = null
    } catch (error) {
      if (question === key()) failure.value = sentenceOf(error)
    }
  }, { immediate: true })
  return { values, labels, failure }
}

/** The counts of a layer's units in the snapshot that is looked at; what was asked before is forgotten. */
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { RequestOf } from '../../../../preload/contract'
import { unitValues, type UnitValues } from '../../../figures/unitMaps'
import { call, sentenceOf } from '../../../transport/client'

export type LayerRequest = RequestOf<'masks.layer'>

export function useLayerUnits(
  asked: () => LayerRequest
): { values: ShallowRef<UnitValues | null>; labels: Ref<readonly number[]>; failure: Ref<string | null> } {
  const values = shallowRef<UnitValues | null>(null)
  const labels = ref<readonly number[]>([])
  const failure = ref<string | null>(null)
  const isAsked = (request: LayerRequest): boolean => JSON.stringify(asked()) === JSON.stringify(request)
  watch(asked, async (request, before) => {
    // Another snapshot of the same layer takes the place of the one before without a blank in between.
    if (request.layer !== before?.layer) values.value = null
    try {
      const found = await call('masks.layer', request)
      if (!isAsked(request)) return
      values.value = unitValues(found)
      labels.value = found.labels ?? []
      failure.value = null
    } catch (error) {
      if (isAsked(request)) failure.value = sentenceOf(error)
    }
  }, { immediate: true })
  return { values, labels, failure }
}

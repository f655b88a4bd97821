/** In which type a layer of Keras computes: its `dtype`, a name or a policy ("mixed_float16" computes in float16). */
import { z } from 'zod'
import type { NumberType } from '../../interchange/number-types'
import type { KerasLayer } from './topology'

const policySchema = z.union([
  z.string(),
  z.object({ config: z.object({ name: z.string() }) }).transform(({ config: { name } }) => name)
])

const types: ReadonlyMap<string, NumberType> = new Map([
  ['float16', 'float16'], ['mixed_float16', 'float16'], ['bfloat16', 'bfloat16'], ['mixed_bfloat16', 'bfloat16'],
  ['float64', 'float64']
])

/** float32 where a layer says nothing that is known. An input computes nothing. */
export function computingTypes(layers: readonly KerasLayer[]): Set<NumberType> {
  return new Set(layers.filter(({ className }) => className !== 'InputLayer').map(({ config }) => {
    const policy = policySchema.safeParse(config.dtype)
    return types.get(policy.data ?? '') ?? 'float32'
  }))
}

/** How a functional model writes what its layers take: by layer, call of it, and tensor that the call gives. */
import { z } from 'zod'
import { shown, type Fault } from '../fault'

const callNumber = z.number().int().min(0).max(65_536)

/** What a call of a layer gives: [layer, call, tensor]; none of a layer's further outputs. */
export const endSchema = z.tuple([z.string(), callNumber, z.literal(0)])

/** @param counts from where a nested model's calls are counted: Keras 3's from 0, older ones from its own first */
export interface Reference { layer: string; call: number; counts: 'from 0' | 'from its own' }

const kerasTensorSchema = z.object({
  class_name: z.literal('__keras_tensor__'),
  config: z.object({ keras_history: endSchema })
})
const settingsSchema = z.object({ training: z.unknown() }).partial()
const callSchema = z.object({ args: z.array(z.unknown()), kwargs: settingsSchema.optional() })
const oldTensorSchema = z.tuple([z.string(), callNumber, z.literal(0)]).rest(z.unknown())
/** args → list → tensor */
const deepest = 3

/** By call of a layer, what it takes; a layer that takes nothing is the input. */
export function callsOf(layer: string, calls: readonly unknown[], fault: Fault): Reference[][] {
  if (calls.length === 0) return [[]]
  return calls.map((call) => {
    const found = tensorsIn(call, 0)
    if (found === null) throw fault(`the inputs of layer "${shown(layer)}" are not understood`)
    if (found === 'training')
      throw fault(`layer "${shown(layer)}" is called as in training, so that it gives something else each time`)
    return found
  })
}

type Found = Reference[] | 'training' | null

/** Keras 2: [[layer, call, tensor, keywords], …]; Keras 3: { args: [tensor or list of tensors], kwargs }. */
function tensorsIn(value: unknown, depth: number): Found {
  if (depth > deepest) return null
  const old = oldTensorSchema.safeParse(value)
  if (old.success) {
    const [layer, call, , keywords] = old.data
    return isTraining(keywords) ? 'training' : [{ layer, call, counts: 'from its own' }]
  }
  const tensor = kerasTensorSchema.safeParse(value)
  if (tensor.success) {
    const [layer, call] = tensor.data.config.keras_history
    return [{ layer, call, counts: 'from 0' }]
  }
  const call = callSchema.safeParse(value)
  if (call.success && isTraining(call.data.kwargs)) return 'training'
  const inner = call.success ? call.data.args : value
  return Array.isArray(inner) ? together(inner.map((one) => tensorsIn(one, depth + 1))) : null
}

function together(found: readonly Found[]): Found {
  const references: Reference[] = []
  for (const one of found) {
    if (one === null || one === 'training') return one
    references.push(...one)
  }
  return references
}

/** A dropout that is on where the model is run, or a batch-norm of each batch. */
function isTraining(keywords: unknown): boolean {
  const { training } = settingsSchema.safeParse(keywords).data ?? {}
  return !(training === undefined || training === null || training === false || training === 0)
}

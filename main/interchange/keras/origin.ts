/**
 * Where a class or function comes from: Keras 3 writes its module and the name that it was registered by. One of
 * somebody's own may be called like one of Keras' and compute something else.
 */
import { z } from 'zod'

export const originSchema = { module: z.string().nullish(), registered_name: z.string().nullish() }

interface Origin { class_name?: string | undefined; module?: string | null; registered_name?: string | null }

const ownModules = /^(keras|tf_keras|tensorflow\.keras|tensorflow\.python\.keras)(\.|$)/

/**
 * Keras 2 and TensorFlow.js write neither, and mark what is registered by others in the name (`mine>Conv2D`); Keras'
 * own applications register theirs as `Custom>`, which says nothing where the module is Keras'.
 */
export function isOfKeras({ class_name: name, module, registered_name: registered }: Origin): boolean {
  if (module === undefined && registered === undefined) return true
  return typeof module === 'string' && ownModules.test(module) && [name, `Custom>${name}`].includes(registered ?? name)
}

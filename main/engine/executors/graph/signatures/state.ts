/** Signatures that read and assign weights, momentum and weight masks. */
import { writeAssignment, writeReading, writeZeroing } from '../variables'
import { maskOf, velocityOf, type SignatureContext } from './context'

export function writeState(context: SignatureContext): void {
  const builder = context.builder
  const weights = context.parameters.map(({ name, shape }) => ({ name, shape, handle: context.variable(name, shape) }))
  writeAssignment(builder, 'assign', weights)
  writeReading(builder, 'read', weights)
  const velocities = context.parameters
    .filter(({ trained }) => trained)
    .map(({ name, shape }) => ({ name, shape, handle: context.variable(velocityOf(name), shape) }))
  writeAssignment(builder, 'assign-velocities', velocities)
  writeReading(builder, 'read-velocities', velocities)
  writeZeroing(builder, 'reset', velocities)
}

export function writeMaskState(context: SignatureContext): void {
  const kernels = context.parameters.filter(({ role }) => role === 'kernel')
  const masks = kernels.map(({ name, shape }) => ({ name, shape, handle: context.variable(maskOf(name), shape) }))
  writeAssignment(context.builder, 'assign-masks', masks)
}

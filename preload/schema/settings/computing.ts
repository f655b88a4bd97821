/**
 * How the machine is used. What is computed is the same: rounding alone depends on these, little but for the precision.
 * Two machines of one kind of processor with the same number of towers and threads come to the same bits, however many
 * cores they have (test/integration/threads.test.ts).
 */
import { z } from 'zod'
import { settingsIn } from './setting'

export const executorNames = ['graph', 'eager'] as const
export const precisionNames = ['float32', 'bfloat16'] as const
export const mostTowers = 64

const setting = settingsIn('computing')
const auto = 'auto'

export const computingSettings = {
  executor: setting(z.enum(executorNames), {
    label: 'Executor',
    titles: { graph: 'Graph', eager: 'Eager' },
    explanation:
      'Graph runs a whole step as one TensorFlow call, the fastest. Eager runs operation by operation and is the ' +
      'reference.'
  }),
  towers: setting(z.number().int().min(1).max(mostTowers).nullable().default(null), {
    label: 'Towers',
    step: 1,
    empty: 'Automatic',
    emptyWord: auto,
    explanation:
      'Parts of a batch that the CPU computes at once, each on threads of its own; their gradients are added. ' +
      'Another number changes rounding alone. Empty: from the cores and the batch.'
  }),
  threads: setting(z.number().int().min(1).max(1024).nullable().default(null), {
    label: 'Threads',
    step: 1,
    empty: 'Automatic',
    emptyWord: auto,
    explanation:
      'Threads of the CPU on which each operation of a tower is spread; another number changes rounding alone. ' +
      'Empty: the cores, shared by the towers.'
  }),
  precision: setting(z.enum(precisionNames).default('float32'), {
    label: 'Precision',
    titles: { float32: 'float32', bfloat16: 'bfloat16' },
    when: { setting: 'executor', is: ['graph'] },
    explanation:
      'Of the numbers that convolutions multiply in a training step. bfloat16 makes steps of large networks shorter ' +
      'on processors that have it (AVX512-BF16, AMX). Sums, weights, masks and errors are float32 either way.'
  })
}

interface Computing {
  readonly executor: (typeof executorNames)[number]
  readonly towers: number | null
  readonly precision: (typeof precisionNames)[number]
  readonly batchSize: number
}

/** What of these settings has to go together. */
export const withFittingComputing = <Schema extends z.ZodType<Computing>>(schema: Schema): Schema => schema
  .refine(({ towers, batchSize }) => towers === null || towers <= batchSize, {
    path: ['towers'], error: 'every tower takes examples of the batch, so at most the batch size'
  })
  .refine(({ executor, precision }) => executor === 'graph' || precision === 'float32', {
    path: ['precision'], error: 'the eager executor multiplies float32 alone'
  })

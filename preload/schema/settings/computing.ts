/**
 * How the machine is used. What is computed is the same: the order of sums, and so rounding, alone depends on these.
 * Two machines of one kind of processor with the same number of towers and threads come to the same bits, however many
 * cores they have (test/integration/threads.test.ts).
 */
import { z } from 'zod'
import { settingsIn } from './setting'

export const executorNames = ['graph', 'eager'] as const
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
  })
}

interface Divided { readonly towers: number | null; readonly batchSize: number }

/** For `refine`: a tower without examples would compute nothing. */
export const towersFit = [
  ({ towers, batchSize }: Divided): boolean => towers === null || towers <= batchSize,
  { path: ['towers'] as PropertyKey[], error: 'every tower takes examples of the batch, so at most the batch size' }
] as const

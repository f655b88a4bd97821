/** Recovery: the weights of one hidden layer from inputs, outputs and masks, by five solvers. */
import { z } from 'zod'
import { count } from '../format'
import { defineExperiment, parameter } from './definition'
import { inputRefusal, inputSettings } from './inputs'

export const solverNames = ['ls', 'nuclear', 'als', 'lbfgs', 'sgd'] as const
export type SolverName = (typeof solverNames)[number]

/** Of the lifted V: its least squares keep a matrix of samples times these. */
const mostUnknowns = 4096
const mostSamples = 20_000
/** Examples on which predictions are judged. */
export const heldOut = 100

const usualSamples = [8, 12, 16, 20, 24, 32, 48, 60, 64, 72, 96, 128, 256]

export const recover = defineExperiment({
  name: 'recover',
  title: 'Recovery given masks',
  source: 'Seed 000, problems P1–P3 and equations 21–28',
  sentence:
    'Given the masks, the weights are found by lifting them to a matrix V of rank one, and the global optimum by ' +
    'local descent.',
  equation: 'y_n = Σ_c (m_nc x_nc)ᵀ V_c,  V_c = w_c a_cᵀ of rank one for each hidden unit c',
  says:
    'One rank-one V is not identifiable, one rank-one block for each unit is; local descent finds the weights from ' +
    'about twice as many equations as unknowns on.',
  doesNotSay: 'The masks are known here, and those of the teacher: how they would be found is not asked.',
  schema: z.strictObject({
    ...inputSettings,
    samples: parameter(z.array(z.number().int().min(1).max(mostSamples)).default(usualSamples), {
      label: 'Samples', example: '16, 32, 64, 128', explanation: 'Numbers N of examples'
    }),
    trials: parameter(z.number().int().min(1).max(500).default(20), {
      label: 'Trials per seed', step: 10, explanation: 'Random problems of each N, for each seed'
    }),
    solver: parameter(z.array(z.enum(solverNames)).default(['ls', 'nuclear', 'als', 'lbfgs', 'sgd']), {
      label: 'Solvers',
      titles: {
        ls: 'Least squares', nuclear: 'Nuclear norm', als: 'Alternating least squares', lbfgs: 'L-BFGS', sgd: 'SGD'
      },
      explanation: 'Least squares and rank one, nuclear norm, alternating least squares, L-BFGS; SGD on patches alone'
    }),
    balance: parameter(z.enum(['balanced', 'plain']).default('balanced'), {
      label: 'Scales',
      titles: { balanced: 'Balanced', plain: 'As they come' },
      explanation: 'Of L-BFGS where it stops: ‖w_c‖ = ‖a_c‖ is restored and it goes on, or it ends'
    }),
    noise: parameter(z.number().min(0).max(10).default(0), {
      label: 'Noise', step: 0.01, explanation: 'Deviation of normal noise on y, as a share of y’s own'
    }),
    condition: parameter(z.number().min(1).max(1e8).default(1), {
      label: 'Condition', explanation: 'Of the covariance of a patch or an input: 1 is standard normal'
    })
  }),
  shown: ['samples', 'solver', 'trials', 'dims', 'data'],
  presets: {
    paper: { parameters: {}, seeds: [1, 2, 3], seconds: 30 },
    quick: {
      parameters: { samples: [16, 32, 64, 128], trials: 4 }, seeds: [1, 2, 3], seconds: 3
    },
    digits: {
      parameters: { dims: [16, 4, 3], data: 'digits', samples: [96, 512], trials: 10, solver: ['ls', 'als', 'lbfgs'] },
      seeds: [1, 2, 3], seconds: 30
    }
  },
  refusal(parameters) {
    const { samples, data, dims, p, k, solver, condition } = parameters
    const wrong = inputRefusal(parameters)
    if (wrong !== null) return wrong
    const unknowns = dims === null ? p * k : (dims[0] ?? 0) * (dims[1] ?? 0) * (dims[2] ?? 0)
    if (unknowns > mostUnknowns)
      return `V would have ${count(unknowns)} entries; at most ${count(mostUnknowns)} are sought.`
    if (samples.length === 0 || samples.length > 20) return 'Samples are 1 to 20 numbers; give others by --samples.'
    if (solver.length === 0) return `Name a solver: --solver takes some of ${solverNames.join(',')}.`
    if (dims !== null && solver.includes('sgd') && solver.length === 1)
      return 'SGD is for one filter on patches; leave out --dims, or choose another solver.'
    if (data !== 'gaussian' && condition !== 1)
      return '--condition is that of Gaussian input; leave it out, or take --data gaussian.'
    return data !== 'gaussian' && Math.max(...samples) + heldOut > 8000
      ? `Of 8,000 digits ${heldOut} are held out; give --samples at most ${count(8000 - heldOut)}.`
      : null
  }
})

/** Free numbers of the weights (scales of units aside), columns of U without zero ones, and equations an example. */
export function recoverySizes(
  { p, k, dims }: { p: number; k: number; dims: readonly number[] | null }
): { freedom: number; columns: number; equations: number } {
  if (dims === null) return { freedom: p + k - 1, columns: p * k, equations: 1 }
  const [d = 0, h = 0, o = 0] = dims
  return { freedom: h * (d + o - 1), columns: h * d, equations: o }
}

/** What a training begins with: random weights, or those of a checkpoint of another run, whose network it trains. */
import { z } from 'zod'
import { importSourceSchema } from '../import'
import { checkpointNameSchema, runIdSchema } from '../names'
import { networkPresetNames } from './data'
import { settingsIn } from './setting'

export const originSchema = z.strictObject({ run: runIdSchema, at: checkpointNameSchema })
export type Origin = z.infer<typeof originSchema>

/** What is told of it: forms and docs/settings.md read it here. */
export const originTexts = {
  label: 'Begin with',
  option: 'from',
  empty: 'Random weights',
  explanation:
    'Random weights, or those of a trained or imported run of the store. Then network, data and preprocessing are ' +
    'that run’s.'
} as const

const unionOf = () => z.union([z.enum(networkPresetNames), importSourceSchema], {
  error: 'the name of a preset, or the file of an imported network'
})

/**
 * A preset, built for the data's images and classes; or the file of an imported network: identifies it, while its
 * topology is read from the origin run.
 */
export const trainedNetworkSchema = unionOf()
export type TrainedNetwork = z.infer<typeof trainedNetworkSchema>

export const nameOfNetwork = (network: TrainedNetwork): string => (typeof network === 'string' ? network : network.file)

/** The same, as a setting of forms and the command line. */
export const networkSetting = settingsIn('data')(unionOf(), {
  label: 'Network',
  option: 'net',
  text: (value) => nameOfNetwork(value as TrainedNetwork),
  explanation:
    'The mini networks have ten to some hundred thousand parameters and suit a CPU; the others are those of the ' +
    'papers and want a GPU.'
})

interface Beginning { readonly network: TrainedNetwork; readonly from: Origin | null }

/** An imported network has no random weights. */
export const withFittingOrigin = <Schema extends z.ZodType<Beginning>>(schema: Schema): Schema =>
  schema.refine(({ network, from }) => typeof network === 'string' || from !== null, {
    path: ['network'], error: 'an imported network comes with a run to begin with'
  })

/** What the page is told of the program that answers it. */
import { z } from 'zod'
import { dataSetNames, methodNames, networkPresetNames } from '../schema/configuration'
import { nothing, type Topic } from './parts'

/** One line of `doctor`: what was found, and what to do when it is missing. */
export const findingSchema = z.strictObject({
  part: z.string(), state: z.enum(['ok', 'missing', 'limited']), found: z.string(), advice: z.string().nullable()
})
export type Finding = z.infer<typeof findingSchema>

export const applicationMethods = {
  'application.about': {
    access: 'reads',
    request: nothing,
    reply: z.strictObject({
      version: z.string(),
      storePath: z.string(),
      findings: z.array(findingSchema),
      datasets: z.array(z.enum(dataSetNames)),
      networks: z.array(z.enum(networkPresetNames)),
      methods: z.array(z.enum(methodNames))
    })
  }
} as const satisfies Topic<'application'>

/** What an experiment on the theory comes to, as it is computed, kept, printed and shown. */
import { z } from 'zod'

export const verdictSchema = z.enum(['holds', 'does not hold', 'not applicable'])
export type Verdict = z.infer<typeof verdictSchema>

const figure = z.number().nullable()
const words = z.string().min(1).max(600)

export const claimSchema = z.strictObject({
  /** What is claimed. */
  text: words,
  /** What the rule compares with; null where there is no number. */
  bound: figure,
  /** The mean over seeds, or the worst of them where the rule says so; null where nothing was measured. */
  measured: figure,
  /** Sample deviation over seeds; null for one. */
  spread: figure,
  holds: verdictSchema,
  /** How the verdict comes from the figures. */
  rule: words
})
export type Claim = z.infer<typeof claimSchema>

export const resultTableSchema = z.strictObject({
  /** Of its file: `outcomes`. */
  name: z.string().regex(/^[a-z0-9-]{1,40}$/),
  title: words,
  columns: z.array(z.string().min(1).max(80)).min(1).max(40),
  /** Null where there is no number, as of what is infinite. */
  rows: z.array(z.array(z.union([z.string().max(400), figure])).max(40)).max(50_000)
})
export type ResultTable = z.infer<typeof resultTableSchema>

export const seedsSchema = z.array(z.number().int().min(1).max(999_999)).min(1).max(100)

export const theoryResultIdSchema = z.string().regex(/^[a-z0-9-]{1,30}-[0-9a-f]{12}$/)

export const theoryResultSchema = z.strictObject({
  /** The same experiment with the same parameters and seeds has the same one. */
  id: theoryResultIdSchema,
  experiment: z.string().min(1).max(40),
  parameters: z.record(z.string(), z.unknown()),
  /** Of an experiment on stored runs: those that the runs were trained with. */
  seeds: z.array(z.number().int().min(0)).min(1).max(100),
  results: z.array(resultTableSchema).max(20),
  claims: z.array(claimSchema).max(40),
  seconds: z.number().nonnegative(),
  /** Of the program that computed it. */
  version: z.string().min(1).max(40),
  /** The command that computes the same. */
  command: z.string().min(1).max(2000),
  /** ISO instant. */
  ended: z.iso.datetime()
})
export type TheoryResult = z.infer<typeof theoryResultSchema>

/** Without its tables, which may be long. */
export const theoryResultSummarySchema = theoryResultSchema.omit({ results: true })
export type TheoryResultSummary = z.infer<typeof theoryResultSummarySchema>

export const withoutTables = ({ results: _tables, ...summary }: TheoryResult): TheoryResultSummary => summary

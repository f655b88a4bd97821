/** Every claim is judged by its stated rule: figures made so that each verdict is known beforehand. */
import { describe, expect, it } from 'vitest'
import { judgeClaims, savingOf, type Claim } from '../../../../main/api/method-report/claims'
import type { ReportEntry, ReportRun } from '../../../../main/api/method-report/collect'
import { methodReport } from '../../../../main/api/method-report/markdown'
import { reportConfiguration, type ReportMethodName } from '../../../../main/api/method-report/methods'

/** `pace`: seconds of an iteration. Nothing reaches 3 %. */
interface Made { error: number; to10: number | null; to5: number | null; gap?: number; pace?: number }

const run = (seed: number, { error, to10, to5, gap = 0, pace = 0.01 }: Made): ReportRun => ({
  id: `20260101-00000${seed}-aaaa`,
  seed,
  iterations: 1500,
  error,
  maskt: error + gap,
  parameters: 27_002,
  trainExamples: 8000,
  testExamples: 2000,
  backend: 'tensorflow-cpu',
  environment: { maskscope: '0.1.0' },
  pruning: null,
  reached: [to10, to5, null].map((iterations) =>
    iterations === null ? null : { iterations, seconds: iterations * pace })
})
const entry = (name: ReportMethodName, ...runs: Made[]): ReportEntry => ({
  name,
  configuration: reportConfiguration(name, 1, { dataset: 'mnist-10k', epochs: null, limit: null }),
  runs: runs.map((made, index) => run(index + 1, made)),
  diverged: []
})

const sgd = entry('sgd', { error: 0.03, to10: 200, to5: 600 }, { error: 0.02, to10: 400, to5: 400 })
const verdicts = (claims: readonly Claim[]): string[] => claims.map(({ verdict }) => verdict)

/** A report without the breaks of its lines. */
const sentencesOf = (text: string): string => text.replaceAll(/\n {0,2}/g, ' ')

describe('claims', () => {
  it('hold at the bound of their rule: 0.3 points, 30 % fewer iterations, a gap of a point', () => {
    const alternation = entry(
      'i-alternation',
      { error: 0.033, to10: 210, to5: 350, gap: 0.01 },
      { error: 0.023, to10: 210, to5: 350, gap: 0.01 }
    )
    const claims = judgeClaims([sgd, alternation])
    expect(verdicts(claims)).toEqual(['holds', 'holds', 'holds', 'holds'])
    expect(claims[0].measured).toBe('+0.30 points (standard error 0.00, 2 seeds)')
    expect(claims[1].measured).toBe('30 % fewer')
  })

  it('do not hold just beyond it', () => {
    const alternation = entry(
      'i-alternation',
      { error: 0.0335, to10: 215, to5: 420, gap: 0.009 },
      { error: 0.023, to10: 215, to5: 420, gap: 0.009 }
    )
    expect(verdicts(judgeClaims([sgd, alternation]))).toEqual(Array.from({ length: 4 }, () => 'does not hold'))
  })

  it('do not hold for an error that a run never reaches, however fast the others are', () => {
    const alternation = entry('i-alternation', { error: 0.02, to10: 50, to5: null }, { error: 0.02, to10: 50, to5: 50 })
    expect(savingOf(1, 'iterations', alternation.runs, sgd.runs)).toBeNull()
    expect(verdicts(judgeClaims([sgd, alternation])).slice(0, 3)).toEqual(['holds', 'holds', 'does not hold'])
  })

  it('of pruned networks have a bound of half a point, and a table of their stages', () => {
    const prune = (entry: ReportEntry, pruned: number): ReportEntry => ({
      ...entry,
      runs: entry.runs.map((one) => ({ ...one, pruning: { dense: 0.06, sparse: 0.04, pruned } }))
    })
    const within = prune(
      entry('dsd-b-alternation', { error: 0.035, to10: 200, to5: 400 }, { error: 0.025, to10: 200, to5: 400 }),
      0.043
    )
    const beyond = prune(
      entry('dsd-i-alternation', { error: 0.036, to10: 200, to5: 400 }, { error: 0.025, to10: 200, to5: 400 }),
      0.01
    )
    expect(judgeClaims([sgd, within, beyond]).map(({ claim, verdict }) => [claim, verdict])).toEqual([
      ['DSD(I) ends with about the error of SGD.', 'does not hold'],
      ['DSD(B) ends with about the error of SGD.', 'holds']
    ])
    const text = methodReport([sgd, within], { command: 'maskscope report', date: '2026-01-02', environment: {} })
    expect(text).toContain('| DSD(B) | 2 | 6.00 ± 0.00 | 4.00 ± 0.00 | 3.00 ± 0.71 | 4.30 ± 0.00 |')
    expect(sentencesOf(text)).toContain(
      'Sparse epochs: 4; Sparse rate: 0.1; Last Dense epochs: 4; Last Dense rate: 0.1; Prune by: DSD(B): batch ' +
        'masks; Floor: 0; Threshold β: 10; Form: Affine; Gate: Gated; Never pruned: Classifier; '
    )
  })

  it('of seconds hold at three quarters of the other’s, on the seeds that both have', () => {
    const averaged = entry('i-alternation-averaged', { error: 0.03, to10: 150, to5: 451 })
    const more = { ...sgd, runs: [...sgd.runs, run(3, { error: 0.5, to10: 900, to5: null })] }
    const claims = judgeClaims([more, averaged])
    expect(claims.map(({ measured }) => measured)).toEqual([
      '0.00 points (one seed)', '0.75 ×, n = 1', '0.75 ×, n = 1', 'not every run reaches it'
    ])
    expect(verdicts(claims)).toEqual(['holds', 'holds', 'does not hold', 'does not hold'])
    expect(claims[1].claim).toBe(
      'I-alternation, averaged weights reaches 10 % error in at most 0.75 of the seconds of SGD.')
    const text = methodReport([more, averaged], { command: 'maskscope report', date: '2026-01-02', environment: {} })
    expect(text).toContain('| I-alternation, averaged weights | 1.5 | −25 % | 4.5 | −25 % | – (1 of 1 never) | – |')
  })

  it('say how much slower a slower method is', () => {
    const slower = entry('b-alternation', { error: 0.02, to10: 450, to5: 750 }, { error: 0.02, to10: 450, to5: 750 })
    expect(judgeClaims([sgd, slower]).map(({ measured }) => measured)).toContain('50 % more')
  })

  it('say of a method of which a run diverged nothing but that', () => {
    const batch = { ...entry('b-alternation', { error: 0.01, to10: 20, to5: 30 }), diverged: [2] }
    expect(judgeClaims([sgd, batch])).toEqual([
      {
        claim: 'B-alternation trains as SGD does.',
        rule: 'No run diverges.',
        measured: '1 of 2 diverged',
        verdict: 'does not hold'
      }
    ])
  })

  it('compare seeds with themselves, and majority vote with B-alternation', () => {
    const batch = entry('b-alternation', { error: 0.04, to10: 200, to5: 600 })
    const majority = entry('majority', { error: 0.5, to10: null, to5: null })
    const claims = judgeClaims([sgd, batch, majority])
    expect(claims[0].measured).toBe('+1.00 points (one seed)')
    expect(claims.at(-1)).toMatchObject({
      claim: 'Majority vote ends with about the error of B-alternation.',
      measured: '+46.00 points (one seed)',
      verdict: 'does not hold'
    })
  })
})

describe('the report', () => {
  const context = {
    command: 'maskscope report',
    date: '2026-01-01',
    environment: { node: '24', platform: 'linux 6.1.0-13 generic x64' }
  }
  const text = methodReport(
    [
      sgd,
      entry(
        'i-alternation',
        { error: 0.035, to10: 250, to5: null, gap: 0.02 },
        { error: 0.025, to10: 350, to5: 500, gap: 0.04 }
      )
    ],
    context
  )

  const sentences = sentencesOf(text)

  it('shows mean, deviation, iterations, and who never reaches an error', () => {
    expect(text).toContain('| SGD | 2 | 12 | 2.50 ± 0.71 | 2.00 – 3.00 | 0.47 |')
    expect(text).toContain('| I-alternation | 300 ± 71 | 0 % | 500 (1 of 2 never) | – | – (2 of 2 never) | – |')
    expect(text).toContain('| I-alternation | 3.00 ± 0.71 | 6.00 ± 0.71 | 3.00 ± 1.41 |')
    expect(sentences).toContain('10 % error in 30 %–40 % fewer iterations than SGD. Measured: as many.')
    expect(sentences).toContain('Machine: tensorflow-cpu; node 24, platform linux x64.')
    expect(sentences).toContain(
      '**Does not hold:** I-alternation ends with about the error of SGD. Measured: +0.50 points'
    )
  })

  it('is Markdown whose tables are whole', () => {
    const tables = text.trimEnd().split('\n\n').filter((block) => block.startsWith('|'))
    expect(tables).toHaveLength(5)
    for (const table of tables) expect(new Set(table.split('\n').map((row) => row.split('|').length)).size).toBe(1)
  })

  it('says that nothing can be judged where SGD was not run', () => {
    expect(methodReport([entry('b-alternation', { error: 0.02, to10: 100, to5: 200 })], context)).toContain(
      'None can be judged'
    )
  })
})

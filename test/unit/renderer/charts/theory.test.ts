/** The charts of real results: drawn as SVG, with what they are about in them. */
import { describe, expect, it } from 'vitest'
import type { PlainExperimentName } from '../../../../preload/schema/theory'
import { askedByPreset, askedOf, commandFor, type Asked } from '../../../../preload/schema/theory/asked'
import type { TheoryResult } from '../../../../preload/schema/theory/result'
import { theoryResultId } from '../../../../main/api/theory/kept-results'
import { runOf } from '../../../../main/engine/theory/experiments'
import { lightPalette } from '../../../../charts/palette'
import { svgOf } from '../../../../charts/svg'
import { theoryCharts } from '../../../../renderer/charts/theory'
import { plainCharts } from '../../../../renderer/charts/theory/plain'
import { short } from '../../../../renderer/charts/theory/lines'

type PlainAsked = Asked & { experiment: PlainExperimentName }

async function resultOf(asked: PlainAsked): Promise<TheoryResult> {
  const outcome = await runOf(asked.experiment)(asked.parameters, asked.seeds, () => undefined)
  return {
    id: theoryResultId(asked), ...asked, seeds: [...asked.seeds], ...outcome, seconds: 1, version: '0.1.0',
    command: commandFor(asked), ended: '2026-07-14T09:41:00.000Z'
  }
}

const asked = (experiment: PlainExperimentName, parameters: object): PlainAsked => ({
  ...askedOf(experiment, { ...askedByPreset(experiment, 'quick').parameters, ...parameters }, [1, 2]), experiment
})
const surface = { palette: lightPalette, width: 700, height: 300 }

const cases: [string, PlainAsked, number, RegExp][] = [
  ['the alternation', asked('alternation', { examples: 60, alternations: 3 }), 3, /mask step/],
  ['convex programs',
    asked('convex', { examples: 20, patterns: [4, 8], rounds: 2, widths: [2], epochs: 100, plane: 8 }), 4, /masks of SGD/],
  ['convex programs without a plane',
    asked('convex', { examples: 20, patterns: [4], rounds: 1, widths: [2], epochs: 100, plane: 0 }), 3, /as many random ones/],
  ['separation', asked('separation', { dims: [4, 3, 2], digits: 2 }), 3, /this one.*by paths/s],
  ['separation by paths alone', asked('separation', { dims: [784, 32, 10], digits: 1 }), 2, /784-32-10/],
  ['recovery', asked('recover', { trials: 2, p: 3, k: 2, samples: [4, 16], solver: ['ls', 'als'] }), 3, /columns of U/],
  ['recovery of dense layers', asked('recover', { trials: 1, dims: [4, 2, 2], samples: [16] }), 3, /least squares/],
  ['Theorem 1', asked('theorem1', { samples: [64, 256] }), 3, /bound 1\.22/],
  ['Theorem 1 of two units', asked('theorem1', { dims: [4, 2, 2], samples: [64] }), 3, /bound 1\.22/],
  ['the spurious minimum', asked('spurious', { starts: 4, ratio: [0, 9] }), 3, /threshold 3\.55/],
  ['random teachers', asked('spurious', { starts: 2, teacher: 'random', signs: 'drawn' }), 3, /random/]
]

describe.each(cases)('%s', (_name, question, count, words) => {
  it('is drawn, told in words, and has its figures as a table', async () => {
    const charts = theoryCharts(await resultOf(question))
    expect(charts).toHaveLength(count)
    const [main] = charts.map(({ build }) => svgOf(build, surface, {}))
    expect(main).toMatch(words)
    for (const { build, reading, table, title } of charts) {
      expect(svgOf(build, surface, {}), title).not.toMatch(/NaN|Infinity|undefined/)
      expect(reading, title).toMatch(/^[^]*\.$/)
      expect(reading, title).not.toMatch(/NaN|Infinity|undefined|null/)
      expect(table.rows.length, title).toBeGreaterThan(0)
    }
  })
})

describe('what is told of a chart', () => {
  it('is what was measured: the threshold parts the ratios', async () => {
    const charts = theoryCharts(await resultOf(asked('spurious', { starts: 4, ratio: [9] })))
    expect(charts[0]?.reading).toBe('Starts that reach the teacher: 100.0 % at 9. The threshold is 3.55.')
  })

  it('says that κ² is infinite for two hidden units', async () => {
    const [main] = theoryCharts(await resultOf(asked('theorem1', { dims: [4, 2, 2], samples: [64] })))
    expect(main?.reading).toMatch(/^As stated κ² is infinite: λmin is 0\. Without zero columns it is /)
  })
})

type Table = TheoryResult['results'][number]

const madeUp = (experiment: string, ...results: Table[]): TheoryResult => ({
  id: `${experiment}-0123456789ab`, experiment, parameters: {}, seeds: [1], claims: [], seconds: 1, version: '1',
  command: 'x', ended: '2026-07-14T09:41:00.000Z', results
})

describe('the alternation', () => {
  const steps: Table = {
    name: 'steps', title: 'Steps', columns: ['seed', 'step', 'alternation', 'kind', 'objective'],
    rows: [
      [1, 0, 0, 'start', 1], [1, 1, 1, 'filters', 0.8], [1, 2, 1, 'outputs', 0.5], [1, 3, 1, 'masks', 0.7],
      [1, 4, 2, 'filters', 0.4], [1, 5, 2, 'masks', 0.3], [2, 0, 0, 'start', 9], [2, 1, 1, 'filters', 8]
    ]
  }
  const rounds: Table = {
    name: 'alternations', title: 'Alternations', columns: ['seed', 'alternation', 'ReLU objective', 'churn'],
    rows: [[1, 1, 0.7, 0.3], [1, 2, 0.3, 0.1], [2, 1, 0.9, 0.5]]
  }
  const rises: Table = {
    name: 'rises', title: 'Rises', columns: ['steps', 'number', 'rises', 'share of rises'],
    rows: [['weights', 3, 0, 0], ['masks', 2, 1, 0.5]]
  }

  it('is a saw-tooth of the first seed: weight steps, and mask steps by whether they raise the objective', () => {
    const [saw, churn, risen] = theoryCharts(madeUp('alternation', steps, rounds, rises))
    expect(saw?.reading).toBe('Of 3 weight steps 0 raise the objective, of 2 mask steps 1. It goes from 1 to 0.3.')
    const drawn = svgOf(saw!.build, surface, {})
    for (const name of ['weight step', 'mask step up', 'mask step down']) expect(drawn).toContain(name)
    expect(drawn).not.toMatch(/NaN|undefined/)
    expect(churn?.reading).toBe('Churn 40.0 % at the first alternation, 10.0 % at the last.')
    expect(svgOf(churn!.build, surface, {})).toContain('alternation')
    expect(risen?.reading).toBe('weights: 0.0 %, masks: 50.0 %.')
  })
})

describe('hard thresholds', () => {
  const curves = (deviation: number | null): Table => ({
    name: 'curves', title: 'Curves', columns: ['rule', 'epoch', 'test error %', 'deviation', 'training loss'],
    rows: ['relu', 'ftprop soft-hinge', 'ftprop hinge unweighted'].flatMap((rule, at) =>
      [[rule, 1, 20 + at, deviation, 1], [rule, 2, 9 + at, deviation, 0.1]])
  })
  const outcome: Table = {
    name: 'outcome', title: 'Ends', columns: ['rule', 'trainings', 'test error %', 'deviation', 'training loss'],
    rows: [['relu', 2, 9, 0.5, 0.1], ['ftprop soft-hinge', 2, 10, 0.5, 0.1], ['ftprop hinge unweighted', 2, 11, 1, 2]]
  }

  it('have a line for each rule, with deviations where there are several seeds', () => {
    const [error, loss] = theoryCharts(madeUp('hard-threshold', curves(0.5), outcome))
    expect(error?.reading).toBe(
      'At the end: ReLU 9.00 %; targets, soft hinge 10.00 %; targets, hinge, unweighted 11.00 %.'
    )
    expect(loss?.reading).toBe('At the end: ReLU 0.1; targets, soft hinge 0.1; targets, hinge, unweighted 2.')
    const drawn = svgOf(error!.build, surface, {})
    for (const name of ['ReLU', 'targets, soft hinge', 'targets, hinge, unweighted']) expect(drawn).toContain(name)
    expect(drawn + svgOf(loss!.build, surface, {})).not.toMatch(/NaN|undefined/)
    const [ofOne] = theoryCharts(madeUp('hard-threshold', curves(null), outcome))
    expect(svgOf(ofOne!.build, surface, {}).length).toBeLessThan(drawn.length)
  })
})

describe('an experiment without charts of its own', () => {
  const result = (table: Partial<Table>): TheoryResult =>
    madeUp('other', { name: 'a', title: 'Steps', columns: ['step', 'loss'], rows: [[1, 2], [2, 1]], ...table })

  it('has the columns of its first table as lines over numbers, as bars over words', () => {
    const [lines] = plainCharts(result({})) ?? []
    expect(svgOf(lines!.build, surface, {})).toContain('step')
    const [bars] = plainCharts(result({ columns: ['at', 'loss'], rows: [['first', 2], ['last', 1]] })) ?? []
    expect(svgOf(bars!.build, surface, {})).toContain('first')
  })

  it('has none where there are no numbers', () => {
    expect(plainCharts(result({ rows: [] }))).toBeNull()
    expect(plainCharts(result({ rows: [['a', 'b']] }))).toBeNull()
  })
})

it('numbers of axes are short', () => {
  expect([0, 0.5, 1, 1024, 12_345.678, 1e5, 2.5e-7, -1e-16].map(short)).toEqual(
    ['0', '0.5', '1', '1,024', '12300', '10⁵', '2.5·10⁻⁷', '−10⁻¹⁶']
  )
})

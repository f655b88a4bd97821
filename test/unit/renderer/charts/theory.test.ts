/** The charts of real results: drawn as SVG, with what they are about in them. */
import { describe, expect, it } from 'vitest'
import type { ExperimentName } from '../../../../preload/schema/theory'
import { askedByPreset, askedOf, commandFor, type Asked } from '../../../../preload/schema/theory/asked'
import type { TheoryResult } from '../../../../preload/schema/theory/result'
import { theoryResultId } from '../../../../main/api/theory/kept-results'
import { runOf } from '../../../../main/engine/theory/experiments'
import { lightPalette } from '../../../../charts/palette'
import { svgOf } from '../../../../charts/svg'
import { theoryCharts } from '../../../../renderer/charts/theory'
import { plainCharts } from '../../../../renderer/charts/theory/plain'
import { short } from '../../../../renderer/charts/theory/lines'

async function resultOf(asked: Asked): Promise<TheoryResult> {
  const outcome = await runOf(asked.experiment)(asked.parameters, asked.seeds, () => undefined)
  return {
    id: theoryResultId(asked), ...asked, seeds: [...asked.seeds], ...outcome, seconds: 1, version: '0.1.0',
    command: commandFor(asked), ended: '2026-07-14T09:41:00.000Z'
  }
}

const asked = (name: ExperimentName, parameters: object): Asked =>
  askedOf(name, { ...askedByPreset(name, 'quick').parameters, ...parameters }, [1, 2])
const surface = { palette: lightPalette, width: 700, height: 300 }

const cases: [string, Asked, number, RegExp][] = [
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
    const charts = theoryCharts(question.experiment, await resultOf(question))
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
    const charts = theoryCharts('spurious', await resultOf(asked('spurious', { starts: 4, ratio: [9] })))
    expect(charts[0]?.reading).toBe('Starts that reach the teacher: 100.0 % at 9. The threshold is 3.55.')
  })

  it('says that κ² is infinite for two hidden units', async () => {
    const [main] = theoryCharts('theorem1', await resultOf(asked('theorem1', { dims: [4, 2, 2], samples: [64] })))
    expect(main?.reading).toMatch(/^As stated κ² is infinite: λmin is 0\. Without zero columns it is /)
  })
})

describe('an experiment without charts of its own', () => {
  const result = (table: Partial<TheoryResult['results'][number]>): TheoryResult => ({
    id: 'other-0123456789ab', experiment: 'other', parameters: {}, seeds: [1], claims: [], seconds: 1, version: '1',
    command: 'x', ended: '2026-07-14T09:41:00.000Z',
    results: [{ name: 'a', title: 'Steps', columns: ['step', 'loss'], rows: [[1, 2], [2, 1]], ...table }]
  })

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

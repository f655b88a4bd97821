/** What Theorem 1's condition is of a run's first layer: figures, sentences, and the spectrum to save. */
import { conditionText, type FirstLayerReading } from '../../preload/schema/first-layer'
import { count, percentWithUnit, plural } from '../../preload/schema/format'
import type { Cell, Table } from './csv'
import type { Term } from './glossary'

interface Figure { label: string; term: Term; value: string; note: string }

export const conditionFigures = (found: FirstLayerReading): Figure[] => [
  {
    label: 'λ²/m as stated', term: 'theorem1Stated',
    value: `${conditionText(found.least)} to ${conditionText(found.largest)}`,
    note: `0.9 to 1.1 is asked: ${met(found.isMet)}`
  },
  {
    label: 'κ² without zero columns', term: 'theorem1Scaled', value: conditionText(found.condition),
    note: `at most ${conditionText(found.most)} is asked: ${met(found.isMetScaled)}`
  }
]

const met = (isMet: boolean): string => (isMet ? 'met' : 'not met')

export function conditionReading({ hidden, support, channels, columns, examples }: FirstLayerReading): string {
  const zeros = channels > 1
    ? ` At least ${percentWithUnit(1 - 1 / channels)} of U’s columns are zero for every input, whatever the scale.`
    : ''
  return `“${hidden}” with the support “${support}”, a mean over positions and a classifier behind it; ` +
    `${plural(examples, 'training example')}, ${count(columns)} columns that are not zero.${zeros} The condition is ` +
    'sufficient, not necessary: where it fails, descent may still find the best.'
}

export const spectrumReading = ({ eigenvalues, condition }: FirstLayerReading): string =>
  `${plural(eigenvalues.length, 'eigenvalue')} from ${(eigenvalues[0] ?? 0).toExponential(1)} to ` +
  `${(eigenvalues[eigenvalues.length - 1] ?? 0).toExponential(1)}, κ² ${conditionText(condition)}.`

export const spectrumTable = ({ snapshot, eigenvalues }: FirstLayerReading): Table => ({
  columns: ['snapshot', 'index', 'eigenvalue'],
  rows: eigenvalues.map((value, index): Cell[] => [snapshot, index, value])
})

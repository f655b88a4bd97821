/** What was found in a model, for a terminal. */
import { elementOf } from '../../preload/schema/element'
import { count, plural } from '../../preload/schema/format'
import {
  dataText, functionsOf, marginText, preprocessingSayers, type ImportInspection
} from '../../preload/schema/import-inspection'
import { detailWords, nodeKinds, shapeWords } from '../../preload/schema/node-words'
import { guessHeadings, guessRows, isNoBetterThanChance } from '../../preload/schema/preprocessing-guess'
import { importFormatTitles } from '../../preload/schema/titles'
import { mappingHeadings, mappingRows, type MatchedWeight } from '../../preload/schema/weight-mapping'
import { table } from './terminal'

export function inspectionText(found: ImportInspection): string {
  const { source: { file, format }, model } = found
  const { supports } = functionsOf(found.topology)
  return [
    `${file}, ${importFormatTitles[format]}: ${count(model.parameters)} parameters, ${count(model.macs)} MACs`,
    dataText(found),
    '',
    layerTable(found),
    '',
    `masks of ${plural(supports.length, 'layer')}: ${supports.join(', ')}`,
    ...titled('folded', found.folded),
    ...found.matched === null ? [] : ['', mappingTable(found.matched)],
    ...titled('notes', found.notes),
    ...preprocessingLines(found),
    '',
    found.check
  ].join('\n')
}

/** Which array of the file is which here. */
export const mappingTable = (matched: readonly MatchedWeight[]): string => table(mappingHeadings, mappingRows(matched))

function layerTable({ topology, model }: ImportInspection): string {
  const rows = topology.nodes.map((node, at) => {
    const { shape, parameters, macs } = elementOf(model.nodes, at)
    return [
      node.name, nodeKinds[node.type], detailWords(node), shapeWords(shape),
      parameters === 0 ? '' : count(parameters), macs === 0 ? '' : count(macs)
    ]
  })
  return table(['node', 'kind', 'window', 'output', 'parameters', 'MACs'], rows)
}

const titled = (title: string, sentences: readonly string[]): string[] =>
  (sentences.length === 0 ? [] : ['', `${title}:`, ...sentences.map((sentence) => `  ${sentence}`)])

function preprocessingLines({ preprocessing, saidBy, guess }: ImportInspection): string[] {
  const said = ['', `preprocessing ${preprocessing} is ${preprocessingSayers[saidBy]}`]
  if (guess === null) return said
  const margin = marginText(guess)
  return [
    ...said, table(guessHeadings, guessRows(guess)), ...margin === null ? [] : [margin],
    ...isNoBetterThanChance(guess)
      ? ['none is better than chance: none of them suits, or the classes stand in another order']
      : []
  ]
}

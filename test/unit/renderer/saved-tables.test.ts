/** Every table of a page can be saved as CSV. */
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const folder = join(import.meta.dirname, '../../../renderer')
const pages = new Map(
  (readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.vue'))
    .map((path) => [path, readFileSync(join(folder, path), 'utf8')])
)

/** Whose button stands in the head of the panel around them. */
const savedBy: Readonly<Record<string, string>> = {
  'views/run/churn/ChurnTable.vue': 'views/run/churn/ChurnTab.vue',
  'views/run/evaluation/EvaluationTable.vue': 'views/run/evaluation/EvaluationTab.vue',
  'views/run/evaluation/MistakesTable.vue': 'views/run/evaluation/ConfusionPanels.vue',
  'views/run/evaluation/RulesTable.vue': 'views/run/evaluation/CheckpointRules.vue',
  'views/run/model/ModelTable.vue': 'views/run/model/ModelTab.vue',
  'views/run/pruning/PrunedLayersTable.vue': 'views/run/pruning/PruningTab.vue',
  'views/run/sparsity/SparsityTable.vue': 'views/run/sparsity/SparsityTab.vue',
  'views/runs/RunsTable.vue': 'views/runs/RunsPage.vue'
}

/** Tables without a figure, with the reason why nobody needs them as a file. */
const notSaved: Readonly<Record<string, string>> = {
  'views/about/AboutPage.vue': 'what was found on this machine, in words: `maskscope doctor` prints it',
  'views/import/FormatsPanel.vue': 'which formats can be imported, in words',
  'views/import/ModelPicker.vue': 'the files that a person has just chosen',
  'views/queue/QueuePanel.vue': 'what waits, and has no figures yet: `maskscope queue --json` prints it',
  'views/runs/TrashDialog.vue': 'runs that are on their way out: `maskscope trash --json` prints it'
}

const occurrences = (text: string, part: string): number => text.split(part).length - 1
const textOf = (path: string): string => pages.get(path) ?? ''
const tables = [...pages].filter(([, text]) => text.includes('<table')).map(([path]) => path)

describe('every table', () => {
  it('has a button that saves it, or a reason why not', () => {
    const wanted = new Map<string, number>()
    for (const path of tables.filter((table) => !(table in notSaved))) {
      const owner = savedBy[path] ?? path
      wanted.set(owner, (wanted.get(owner) ?? 0) + occurrences(textOf(path), '<table'))
    }
    const lacking = [...wanted].filter(([owner, count]) => occurrences(textOf(owner), '<SaveTable') < count)
    expect(lacking).toEqual([])
  })

  it('is saved by the panel that shows it', () => {
    const strangers = Object.entries(savedBy).filter(([table, owner]) =>
      !textOf(owner).includes(`<${basename(table, '.vue')}`))
    expect(strangers).toEqual([])
  })

  it('stands in no list that it has left', () => {
    expect([...Object.keys(savedBy), ...Object.keys(notSaved)].filter((path) => !tables.includes(path))).toEqual([])
  })
})

/** The CSV of each table of the linear network that an example sees. */
import type { ChangedError, LinearMap, WhatIf } from '../../preload/contract'
import type { Cell, Table } from './csv'
import { biasesByLayer, chosenClass } from './linearMaps'

/** A row for every snapshot, rule and class. */
export function logitsTable({ example, label, now, before }: LinearMap): Table {
  return {
    columns: ['example', 'label', 'snapshot', 'rule', 'form', 'class', 'logit', 'probability'],
    rows: [now, ...(before === null ? [] : [before])].flatMap(({ snapshot, relu, masks }) =>
      [relu, masks].flatMap(({ rule, outcome }) => outcome.logits.map((logit, one): Cell[] => [
        example, label, snapshot, rule.rule, rule.rule === 'masks' ? rule.form : null, one, logit,
        outcome.probabilities[one] ?? null
      ])))
  }
}

export function biasesTable({ example, now }: LinearMap): Table {
  const { label } = chosenClass(now.relu)
  return {
    columns: ['example', 'snapshot', 'class', 'layer', 'relu', 'masks'],
    rows: biasesByLayer(now).map(({ layer, relu, masks }): Cell[] =>
      [example, now.snapshot, label, layer, relu, masks])
  }
}

export function whatIfTable({ snapshot, example, label, before, after }: WhatIf): Table {
  return {
    columns: [
      'example', 'label', 'snapshot', 'class', 'logit', 'changed_logit', 'probability', 'changed_probability'
    ],
    rows: before.logits.map((logit, one): Cell[] => [
      example, label, snapshot, one, logit, after.logits[one] ?? null, before.probabilities[one] ?? null,
      after.probabilities[one] ?? null
    ])
  }
}

export function changedErrorsTable(measured: readonly { title: string; error: ChangedError }[]): Table {
  return {
    columns: ['measured', 'snapshot', 'examples', 'wrong', 'changed_wrong', 'loss', 'changed_loss', 'differing'],
    rows: measured.map(({ title, error }): Cell[] => [
      title, error.snapshot, error.examples, error.before.wrong, error.after.wrong, error.before.loss,
      error.after.loss, error.differing
    ])
  }
}

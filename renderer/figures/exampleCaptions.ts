/** What stands under an example's image, and what is said of it in full: what its place in the list goes by. */
import {
  answerRules, answerRuleTitles, type AnswerRule, type ExampleOrder, type ListedExample
} from '../../preload/contract'
import { count, decimal, loss, plural } from '../../preload/schema/format'

export const orderTitles: Readonly<Record<ExampleOrder, string>> = {
  number: 'By number', flips: 'By flips', on: 'By units on', loss: 'By loss', error: 'Wrong first',
  disagreement: 'Disagreements first'
}

export interface Caption { name: string; note: string; wrong: boolean; words: string }

export function captionOf(one: ListedExample, order: ExampleOrder, rule: AnswerRule): Caption {
  const { example, label } = one
  return {
    name: label === null ? String(example) : `${example} · ${label}`,
    ...noteOf(one, order, rule),
    words: wordsOf(one)
  }
}

/** What its place in the list goes by; while answers are not there, as in a list by number. */
function noteOf(one: ListedExample, order: ExampleOrder, rule: AnswerRule): Pick<Caption, 'note' | 'wrong'> {
  const { on, flips, relu, maskt, [rule]: answer } = one
  if (order === 'on') return { note: on === null ? '' : `${count(on)} on`, wrong: false }
  if ((order === 'loss' || order === 'error') && answer !== null)
    return { note: `${answer.wrong ? `→ ${answer.predicted}, ` : ''}${decimal(answer.loss, 2)}`, wrong: answer.wrong }
  if (order === 'disagreement' && relu !== null && maskt !== null) {
    const alike = relu.predicted === maskt.predicted
    return { note: alike ? `both ${relu.predicted}` : `${relu.predicted} / ${maskt.predicted}`, wrong: !alike }
  }
  return { note: flips === null ? '' : plural(flips, 'flip'), wrong: false }
}

function wordsOf(one: ListedExample): string {
  const answers = answerRules.flatMap((rule) => {
    const answer = one[rule]
    if (answer === null) return []
    return [`${answerRuleTitles[rule]} answers ${answer.predicted}${answer.wrong ? ', wrong' : ''}, loss ` +
      loss(answer.loss)]
  })
  return [
    `Example ${one.example}${one.label === null ? '' : `, class ${one.label}`}`,
    ...(one.on === null ? [] : [`${plural(one.on, 'unit')} on`]),
    ...(one.flips === null ? [] : [plural(one.flips, 'flip')]),
    ...answers
  ].join('; ')
}

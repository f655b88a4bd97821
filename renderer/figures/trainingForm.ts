/** What the Train page asks for beside the settings of the chosen method. */
import { methodOf, plainMethods, type TrainingConfiguration, type TrainMethodName } from '../../preload/contract'
import { candidateFrom, type Draft } from './draft'
import { nameRow, rowGroups, withRows, type Row, type RowGroup } from './formRows'

export interface TrainingDraft extends Draft {
  readonly method: TrainMethodName
  readonly base: TrainingConfiguration
}

const methodRow = (method: TrainMethodName): Row => ({
  key: 'method',
  name: 'method',
  label: 'Method',
  explanation: methodOf(method).explanation,
  control: {
    kind: 'choice',
    value: method,
    choices: plainMethods.map(({ name, title }) => ({ value: name, label: title }))
  }
})

export function trainingGroups(draft: TrainingDraft): RowGroup[] {
  const definition = methodOf(draft.method)
  const groups = rowGroups(definition, draft, candidateFrom(definition, draft))
  return withRows(groups, { data: [nameRow(draft), methodRow(draft.method)] })
}

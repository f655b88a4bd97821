/** The process that reads run files first: one file at a time, until whoever started it is gone or ends it. */
import { readEntryAt } from '../../../db/run-index'
import { OpenedFile } from '../../../db/opened-file'
import { demandSound } from '../../../db/gate/soundness'
import { sentenceOf } from '../../../preload/schema/failure'
import { questionSchema, type Question, type Told } from './messages'

const say = (told: Told): void => { process.send?.(told, undefined, undefined, () => undefined) }

function answer(question: Question): Told {
  switch (question.kind) {
    case 'entry':
      return { kind: 'entry', entry: readEntryAt(question) }
    case 'sound':
      demandSound(question.path, question.name)
      return { kind: 'sound' }
    case 'opened': {
      const file = OpenedFile.open(question.path, question.storeFolder)
      try {
        demandSound(file.runPath(file.resolveId()), question.name)
      } finally {
        file.close()
      }
      return { kind: 'sound' }
    }
  }
}

process.on('message', (raw) => {
  try {
    say(answer(questionSchema.parse(raw)))
  } catch (error) {
    say({ kind: 'refused', sentence: sentenceOf(error) })
  }
})
process.on('disconnect', () => process.exit())
say({ kind: 'ready' })

/** What a training tells: to the run's file, to the thread that writes masks, and to whoever started the training. */
import type { RunRecorder } from '../../db/recorder'
import type { Recorder } from '../engine/training/recorder'
import type { MaskFile } from './mask-thread/mask-file'
import type { Tell } from './messages'
import { RecentMasks } from './recent-masks'

/** What counts and writes masks: a thread, or the file itself. */
type MaskKeeper = Pick<MaskFile, 'begin' | 'write' | 'counted' | 'replaceByChanges'>

export function recording(recorder: RunRecorder, stored: MaskKeeper, tell: Tell): Recorder {
  const recent = new RecentMasks(recorder.bytesPerExample)
  return {
    checkpoint: (...checkpoint) => recorder.checkpoint(...checkpoint),
    curvePoint: (point) => recorder.curvePoint(point),
    testPoint: (point) => recorder.testPoint(point),
    snapshotBegan: (start) => {
      stored.begin(start.index, recorder.snapshotBegan(start))
      // No training reads those of another kind.
      if (start.kind === 'alternation') recent.begin(start.index, start.examples)
    },
    masks: (...masks) => {
      stored.write(...masks)
      recent.add(...masks)
    },
    expectMasks: (...order) => recorder.expectMasks(...order),
    readMasks: (...which) => recent.read(...which) ?? recorder.readMasks(...which),
    evaluation: (record) => recorder.evaluation(record),
    sensitivity: (point) => recorder.sensitivity(point),
    pruned: (pruning) => {
      tell({ kind: 'pruning', record: recorder.pruned(pruning) })
    },
    refitted: (record) => {
      tell({ kind: 'refit', record })
    },
    progress: (progress) => {
      recorder.progress(progress)
      tell({ kind: 'progress', progress })
    },
    saveState: (state) => recorder.saveState(state),
    epochEnded: (end) => {
      recorder.epochEnded(end)
      tell({ kind: 'epoch', record: end.record })
    },
    snapshotEnded: (index, seconds) => {
      tell({ kind: 'snapshot', record: recorder.snapshotEnded(index, seconds, stored.counted(index)) })
      if (recorder.keepsEverySnapshot) stored.replaceByChanges()
    }
  }
}

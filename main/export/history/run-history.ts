/** What a run tells over its training, as it is handed to formats of other programs. */
import type { RunConfiguration } from '../../../preload/schema/configuration'
import type { PruningRecord } from '../../../preload/schema/pruning'
import type {
  CurvePoint, EpochRecord, EvaluationRecord, RunStatus, SnapshotRecord, SupportLayer, TestPoint
} from '../../../preload/schema/run'
import type { ExportFile } from '../formats/format'

/** A piece of it: a run may have a million points, so they come a few thousand at a time. */
export interface HistoryRecords {
  curve: readonly CurvePoint[]
  testCurve: readonly TestPoint[]
  epochs: readonly EpochRecord[]
  /** By the moment of their weights. */
  snapshots: readonly SnapshotRecord[]
  evaluations: readonly EvaluationRecord[]
  prunings: readonly PruningRecord[]
}

export interface RunFacts {
  id: string
  name: string
  status: RunStatus
  backend: string
  createdAt: string
  finishedAt: string | null
  tags: readonly string[]
  note: string
  environment: Readonly<Record<string, string>>
  trainExamples: number
  testExamples: number
  parameters: number
  configuration: RunConfiguration
}

export interface RunHistory {
  facts: RunFacts
  layers: readonly SupportLayer[]
  /** When an iteration was done: milliseconds since 1970. */
  instantAt: (iteration: number) => number
  /** What has not been told yet. */
  pieces: () => Iterable<HistoryRecords>
  /** In how many examples each unit of a layer is on. */
  onPerUnit: (snapshot: number, layer: string) => Uint32Array
}

/** The last file is the one that a program opens. */
export type HistoryFormat = (history: RunHistory) => readonly ExportFile[]

/** What handlers are: a function for every method of the contract, each topic's in a file of its own. */
import type { MethodPath, ReplyOf, RequestOf, WorkbenchEvent } from '../../../preload/contract'
import type { CallsUnderWay } from '../calls-under-way'
import type { DataUploads } from '../data-uploads'
import type { Follower } from '../follow'
import type { ComparisonAsker } from '../masks/comparisons/thread'
import type { ExportArchives } from '../export-archives'
import type { ModelUploads } from '../model-uploads'
import type { Asker } from '../../trainer/network-process/network-process'
import type { RunUploads } from '../run-uploads'
import type { Stores } from '../stores'
import type { ReadableWorkbench, Workbench } from '../workbench'

/** What handlers work with: the stores, the one that a call is about, and what belongs to the one page that calls. */
export interface Context {
  stores: Stores
  workbench: ReadableWorkbench
  /** The same, to change it. @throws Failure when it is only looked at */
  writable: () => Workbench
  callsUnderWay: CallsUnderWay
  follower: Follower
  archives: ExportArchives
  uploads: ModelUploads
  /** Asks the process that keeps networks in memory. */
  networks: Asker
  comparisons: ComparisonAsker
  runUploads: RunUploads
  dataUploads: DataUploads
  /** Tells the page of something it did not ask for. */
  emit: (event: WorkbenchEvent) => void
}

export type Handlers<M extends MethodPath = MethodPath> = {
  /** @param signal tells that whoever asked has ended it */
  [P in M]: (request: RequestOf<P>, signal: AbortSignal) => ReplyOf<P> | Promise<ReplyOf<P>>
}

/** Of every method that begins with the topic, and of no other. */
export type TopicHandlers<Topic extends string> = Handlers<Extract<MethodPath, `${Topic}.${string}`>>

/** All handlers; the compiler wants one for every method of the contract. */
import { applicationHandlers } from './application'
import { callHandlers } from './calls'
import type { Context, Handlers } from './context'
import { dataSetHandlers } from './datasets'
import { evaluationHandlers } from './evaluation'
import { exportHandlers } from './exports'
import { importHandlers } from './imports'
import { linearHandlers } from './linear'
import { maskHandlers } from './masks'
import { modelHandlers } from './model'
import { pruningHandlers } from './pruning'
import { queueHandlers } from './queue'
import { reportHandlers } from './reports'
import { runHandlers } from './runs'
import { snapshotHandlers } from './snapshots'
import { storeHandlers } from './stores'
import { sweepHandlers } from './sweeps'
import { theoryHandlers } from './theory'
import { trainingHandlers } from './training'
import { trashHandlers } from './trash'

export const handlersFor = (context: Context): Handlers => ({
  ...applicationHandlers(context),
  ...callHandlers(context),
  ...storeHandlers(context),
  ...runHandlers(context),
  ...reportHandlers(context),
  ...trashHandlers(context),
  ...trainingHandlers(context),
  ...dataSetHandlers(context),
  ...queueHandlers(context),
  ...sweepHandlers(context),
  ...theoryHandlers(context),
  ...evaluationHandlers(context),
  ...snapshotHandlers(context),
  ...maskHandlers(context),
  ...linearHandlers(context),
  ...modelHandlers(context),
  ...exportHandlers(context),
  ...importHandlers(context),
  ...pruningHandlers(context)
})

/** The data sets that a training can name. */
import type { DataSetName } from '../../../preload/schema/configuration'
import type { DataSet, DataSetDescription } from './dataset'
import { loadMnist10k, mnist10k } from './mnist-10k'

const dataSets: Record<DataSetName, { description: DataSetDescription; load: () => DataSet }> = {
  'mnist-10k': { description: mnist10k, load: loadMnist10k }
}

export const describeDataSet = (name: DataSetName): DataSetDescription => dataSets[name].description
export const loadDataSet = (name: DataSetName): DataSet => dataSets[name].load()

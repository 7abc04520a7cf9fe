/** Runs a column through the days of a record: °C, length days × depths, row-major. */
import { modelRecord } from '../src/physics/calibration/modelRecord.ts';
import { asTask } from '../src/pool/protocol.ts';

export default asTask(modelRecord);

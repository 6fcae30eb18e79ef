/** What the thread of a burst runs. */
import { parentPort } from 'node:worker_threads';
import type { BurstPlan } from './burst-plan.ts';
import { fire } from './fire.ts';

// Only `burst()` starts this thread, and sends it nothing else. A plan that fails ends the thread, as an uncaught error does.
parentPort?.on('message', async (plan: BurstPlan) => parentPort?.postMessage(await fire(plan), []));

/** A page, and how it is looked at. */
import type { Page } from 'playwright-core';

export interface Scene {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Of its picture, where letters need not be read: 1 when absent. */
  readonly scale?: number;
  readonly scheme: (typeof SCHEMES)[number];
  /** Brings it into a page of the browser. */
  show(page: Page): Promise<unknown>;
}

export const SCHEMES = ['light', 'dark'] as const;

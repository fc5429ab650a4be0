/** The overlays that ship with the analyser. */
import overlays from '../../data/overlays.json' with { type: 'json' };
import type { OverlayData } from './overlay.ts';

export const STORED_OVERLAYS = overlays as unknown as OverlayData;

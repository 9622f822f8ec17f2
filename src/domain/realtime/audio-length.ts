// How long a piece of sound is.

import type { RealtimeAudio } from './spoken-event.js';

const BYTES_PER_SAMPLE = 2;
const MS_PER_SECOND = 1000;

/** Whole milliseconds, from the number of samples where it is told, else from the size of the data. */
export function audioMs(audio: RealtimeAudio): number {
  const { samplesPerChannel, sampleRate, numChannels, data } = audio;
  const samples =
    samplesPerChannel ?? Math.floor(sizeOfBase64(data) / BYTES_PER_SAMPLE / Math.max(numChannels, 1));
  return Math.floor((samples * MS_PER_SECOND) / Math.max(sampleRate, 1));
}

function sizeOfBase64(data: string): number {
  const padding = /=*$/.exec(data)?.[0].length ?? 0;
  return Math.floor((data.length * 3) / 4) - padding;
}

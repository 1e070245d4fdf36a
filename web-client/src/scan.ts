// SPDX-License-Identifier: Apache-2.0
// Reads a code with the camera, for whom the phone's own camera does not open links. Pictures stay on the phone.
import { decodeQR } from 'qr/decode.js';

const widest = 640;  // pixels: enough for a symbol that fills a third of the picture
const pause = 120;  // milliseconds between two looks
const part = (id: string) => document.getElementById(id)!;
const video = document.querySelector('video')!;
const canvas = document.createElement('canvas');
const pixels = canvas.getContext('2d', { willReadFrequently: true })!;

function say(id: 'refused' | 'none' | 'other' | ''): void {
  for (const one of ['refused', 'none', 'other']) part(one).hidden = one !== id;
}

// The code of this place's own address; letters in either case, as symbols hold capitals.
function codeIn(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.host === location.host ? /^\/v\/([0-9a-z]+)$/i.exec(url.pathname)?.[1] : undefined;
}

function read(): string {
  const scale = Math.min(1, widest / Math.max(video.videoWidth, video.videoHeight));
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  pixels.drawImage(video, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(pixels.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    return '';  // no symbol in this picture
  }
}

function watch(camera: MediaStream): void {
  const text = video.readyState >= video.HAVE_CURRENT_DATA ? read() : '';
  const code = codeIn(text);
  if (code === undefined) {
    if (text) say('other');
    setTimeout(() => watch(camera), pause);
    return;
  }
  for (const track of camera.getTracks()) track.stop();
  location.assign(`/V/${code}`);
}

async function start(): Promise<void> {
  say('');
  let camera: MediaStream;
  try {
    camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } });
  } catch (error) {
    return say(error instanceof DOMException && error.name === 'NotAllowedError' ? 'refused' : 'none');
  }
  video.srcObject = camera;
  video.hidden = false;
  part('start').hidden = true;
  await video.play();
  watch(camera);
}

part('start').hidden = false;
part('start').addEventListener('click', () => void start());

// SPDX-License-Identifier: Apache-2.0
// What Chromium's camera shows: a still picture on a grey ground, as an uncompressed film (Y4M).
import { writeFile } from 'node:fs/promises';

const [width, height] = [640, 480];

// picture: a data URL. Answers `path`.
export async function film(browser, picture, path) {
  const page = await browser.newPage();
  const greys = Buffer.from(await page.evaluate(paint, { picture, width, height }), 'base64');
  await page.close();
  const frame = Buffer.concat([Buffer.from('FRAME\n'), greys, Buffer.alloc(width * height / 2, 0x80)]);
  await writeFile(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\n`), frame, frame]));
  return path;
}

// In the browser: the picture in the middle, three quarters high, as bytes of grey in base 64.
async function paint({ picture, width, height }) {
  const image = new Image(height * 0.75, height * 0.75);
  image.src = picture;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const pixels = canvas.getContext('2d');
  pixels.fillStyle = '#909090';
  pixels.fillRect(0, 0, width, height);
  pixels.drawImage(image, (width - image.width) / 2, (height - image.height) / 2, image.width, image.height);
  const { data } = pixels.getImageData(0, 0, width, height);
  let greys = '';
  for (let at = 0; at < data.length; at += 4) greys += String.fromCharCode((data[at] + data[at + 1] + data[at + 2]) / 3);
  return btoa(greys);
}

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace mimamori::tests {

// What a reader of codes (zbarimg) sees in a picture; empty when it sees nothing.
std::string ReadPng(const std::string& png);
std::string ReadSvg(const std::string& svg);  // drawn by librsvg
std::string ReadPdf(const std::string& pdf);  // its first page, drawn by poppler at 100 dots an inch

// What happens to a page between the file and the telephone's eye.
struct Wear {
  double degrees = 0;  // held askew
  double fade = 0;     // 0–1: how much of black's darkness is gone; the light falls unevenly on top of it
  double noise = 0;    // grey levels of 256, uniform to both sides
  int blur = 0;        // pixels of the box around each
};

// Everything that is read on all pages, page by page, at 150 dots an inch.
std::vector<std::string> ReadPages(const std::string& pdf, const Wear& wear = {});
// The same of fresh paper with that many codes. zbarimg misses one symbol in some 150 by how it lies on the dots, so codes
// that are others each time are looked at again, a little nearer, as a telephone takes its next picture.
std::vector<std::string> ReadPages(const std::string& pdf, size_t codes);

}  // namespace mimamori::tests

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace mimamori::venue {

// What a reader of codes (zbarimg) sees in a picture; empty when it sees nothing.
std::string ReadPng(const std::string& png);
std::string ReadSvg(const std::string& svg);  // drawn by librsvg
std::string ReadPdf(const std::string& pdf);  // its first page, drawn by poppler at 100 dots an inch

}  // namespace mimamori::venue

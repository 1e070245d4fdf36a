// SPDX-License-Identifier: Apache-2.0
#include "tests/services/venue/poster/read_back.hpp"

#include "tests/support/child_process.hpp"
#include "tests/support/temp_folder.hpp"

namespace mimamori::venue {
namespace {

using tests::ChildProcess;
using tests::TempFolder;

std::string Scan(const std::string& file) {
  ChildProcess reader({.words = {"zbarimg", "-q", "--raw", "--nodbus", file}, .environment = {}});
  reader.Wait();
  std::string text = reader.Output();
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

std::string ReadPng(const std::string& png) {
  const TempFolder folder;
  return Scan(folder.Write("symbol.png", png));
}

std::string ReadSvg(const std::string& svg) {
  const TempFolder folder;
  const std::string drawing = folder.Write("symbol.svg", svg);
  tests::RunToEnd({.words = {"rsvg-convert", "-o", folder.File("symbol.png"), drawing}, .environment = {}});
  return Scan(folder.File("symbol.png"));
}

std::string ReadPdf(const std::string& pdf) {
  const TempFolder folder;
  const std::string page = folder.Write("poster.pdf", pdf);
  tests::RunToEnd(
      {.words = {"pdftoppm", "-r", "100", "-png", "-singlefile", page, folder.File("page")}, .environment = {}});
  return Scan(folder.File("page.png"));
}

}  // namespace mimamori::venue

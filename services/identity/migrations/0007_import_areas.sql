-- SPDX-License-Identifier: Apache-2.0
-- An administrator may add areas, and rename them; none is ever removed, since venues and cases name them.
GRANT INSERT, UPDATE (display_name, prefecture) ON areas TO identity;
